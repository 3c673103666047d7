"""Routes of classes, beside their pages."""
