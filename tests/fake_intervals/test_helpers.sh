# shellcheck shell=bash
# What test_fake.sh is written in: start the fake ($fake), ask it, check the answer.

dir=$(mktemp -d)
pids=()
n_checks=0
n_failed=0
base=
status=
body=
curl_code=

cleanup() {
    exec 3>&- 4>&-
    for pid in "${pids[@]}"; do
        kill "$pid" 2>/dev/null
    done
    rm -rf "$dir"
}
trap cleanup EXIT

check() { # name, true or false
    n_checks=$((n_checks + 1))
    if [ "$2" != true ]; then
        n_failed=$((n_failed + 1))
        echo "FAILED: $1"
        echo "  status=$status curl=$curl_code"
        echo "  body=${body:0:300}"
    fi
}

# ask METHOD PATH [curl options]: with the API key, into status, body, headers and curl_code
ask() {
    anonymous "$@" -u API_KEY:testkey
}

anonymous() {
    local method=$1 path=$2
    shift 2
    : >"$dir/body"
    status=$(curl -sS -g -m 20 -X "$method" -D "$dir/headers" -o "$dir/body" \
        -w '%{http_code}' -A self-test/1 "$@" "$base$path" 2>"$dir/error")
    curl_code=$?
    body=$(tr -d '\0' <"$dir/body")
}

is() { # name, status
    check "$1: status $2" "$([ "$status" = "$2" ] && echo true)"
}

has() { # name, text
    check "$1: has $2" "$(case $body in *"$2"*) echo true ;; esac)"
}

lacks() { # name, text
    check "$1: lacks $2" "$(case $body in *"$2"*) ;; *) echo true ;; esac)"
}

header() { # name, regular expression
    check "$1: header $2" "$(grep -qiE "$2" "$dir/headers" && echo true)"
}

broken() { # name, curl's exit code
    check "$1: curl code $2" "$([ "$curl_code" = "$2" ] && echo true)"
}

start() { # descriptor number, then options: sets base
    local fd=$1
    shift
    mkfifo "$dir/in.$fd" "$dir/out.$fd"
    "$fake" --port 0 --exit-on-stdin-eof "$@" <"$dir/in.$fd" >"$dir/out.$fd" \
        2>"$dir/err.$fd" &
    pids+=($!)
    eval "exec $fd>\"$dir/in.$fd\""
    local line=
    read -r line <"$dir/out.$fd"
    base=http://127.0.0.1:${line#port=}
    check "start prints the port" "$([[ $line =~ ^port=[0-9]+$ ]] && echo true)"
}
