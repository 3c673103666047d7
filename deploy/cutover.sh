#!/usr/bin/env bash
# Blue-green for Cutover itself, on Kubernetes:
#
#   deploy/cutover.sh status       which color serves, and what each runs
#   deploy/cutover.sh to IMAGE     IMAGE in the idle color: migrate, bring up, check, flip the Service, drain the other
#   deploy/cutover.sh back         the same, with the image that the idle color had
#
# Until the flip nothing that learners use is touched, and a check that fails ends there. CUTOVER_NAMESPACE is the
# namespace (cutover), CUTOVER_URL where learners come in: a prober asks it five times a second until the end.
# CUTOVER_SETTLE_SECONDS (15) is how long the way in may take to follow the Service.
set -euo pipefail
cd "$(dirname "$0")"
namespace=${CUTOVER_NAMESPACE:-cutover}
settle=${CUTOVER_SETTLE_SECONDS:-15}
probes=$(mktemp)
prober=

k() { kubectl --namespace "$namespace" "$@"; }
say() { echo "$(date +%T) $*"; }
fail() { echo "cutover.sh: $*" >&2; exit 1; }

stop() {
    [ -z "$prober" ] || kill "$prober" 2>/dev/null || true
    rm -f "$probes"
}
trap stop EXIT

serving() { k get service cutover -o 'jsonpath={.spec.selector.color}'; }
other() { [ "$1" = blue ] && echo green || echo blue; }
image_of() { k get deployment "cutover-$1" -o 'jsonpath={.spec.template.spec.containers[0].image}' 2>/dev/null || true; }
ready_of() { k get deployment "cutover-$1" -o 'jsonpath={.status.readyReplicas}' 2>/dev/null || true; }

status() {
    for color in blue green; do
        mark=$([ "$color" = "$(serving)" ] && echo '-> ' || echo '   ')
        echo "$mark$color: $(ready_of "$color" | grep . || echo 0) ready, $(image_of "$color" | grep . || echo 'never brought up')"
    done
}

# What a learner would get: one line for each request that was not answered well.
probe() {
    while :; do
        code=$(curl --silent --output /dev/null --max-time 5 --write-out '%{http_code}' "$CUTOVER_URL/healthz") || true
        echo "$code" >>"$probes"
        sleep 0.2
    done
}

start_prober() {
    [ -n "${CUTOVER_URL:-}" ] || { say "no prober: set CUTOVER_URL to where learners come in"; return; }
    probe & prober=$!
}

tell_probes() {
    [ -n "$prober" ] || return 0
    kill "$prober"; wait "$prober" 2>/dev/null || true; prober=
    say "prober: $(wc -l <"$probes") requests, $(grep -vc '^200$' "$probes" || true) failed"
}

migrate() {
    say "migration with $1"
    k delete job cutover-migration --ignore-not-found --wait >/dev/null
    kubectl kustomize kubernetes/migration | with_image "$1" | k apply -f - >/dev/null
    k wait --for=condition=complete --timeout=300s job/cutover-migration >/dev/null ||
        fail "the migration did not end well: kubectl -n $namespace logs job/cutover-migration"
}

with_image() { sed "s|image: cutover/app:.*|image: $1|"; }

bring_up() {
    say "$1 comes up with $2 beside $(other "$1")"
    kubectl kustomize "kubernetes/$1" | with_image "$2" | k apply -f - >/dev/null
    k rollout status "deployment/cutover-$1" --timeout=300s >/dev/null || give_up "$1" "it did not become ready"
}

# Every pod of the color says that it can serve, and draws the first page.
check() {
    local pod
    for pod in $(k get pods -l "app=cutover,color=$1" -o name); do
        k exec "$pod" -- python3 -c '
import urllib.request
def ask(path): return urllib.request.urlopen("http://127.0.0.1:8501" + path, timeout=20).read().decode()
assert ask("/readyz") == "ready", "not ready"
assert "<html" in ask("/"), "no page"
' || give_up "$1" "$pod failed its check"
    done
    say "$1 is checked"
}

give_up() {
    k scale "deployment/cutover-$1" --replicas=0 >/dev/null
    fail "$2, so $1 was taken down again; $(other "$1") serves as before"
}

flip() {
    k patch service cutover -p "{\"spec\":{\"selector\":{\"color\":\"$1\"}}}" >/dev/null
    k patch service cutover-pods -p "{\"spec\":{\"selector\":{\"color\":\"$1\"}}}" >/dev/null
    say "the Services select $1"
    sleep "$settle"
}

drain() {
    say "$1 drains"
    k scale "deployment/cutover-$1" --replicas=0 >/dev/null
    k wait --for=delete pod -l "app=cutover,color=$1" --timeout=120s >/dev/null
}

move_to() {
    local new=$1 image=$2 old
    old=$(other "$new")
    start_prober
    migrate "$image"
    bring_up "$new" "$image"
    check "$new"
    flip "$new"
    drain "$old"
    tell_probes
    say "$new serves. To go back: deploy/cutover.sh back"
}

case ${1:-} in
    status) status ;;
    to) move_to "$(other "$(serving)")" "${2:?name an image: deploy/cutover.sh to IMAGE}" ;;
    back)
        idle=$(other "$(serving)")
        image=$(image_of "$idle")
        [ -n "$image" ] || fail "$idle was never brought up, so there is nothing to go back to"
        move_to "$idle" "$image"
        ;;
    *) sed -n '2,12s/^# \{0,1\}//p' cutover.sh; exit 2 ;;
esac
