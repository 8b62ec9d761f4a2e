#!/usr/bin/env bash
# Self test of fake_intervals: starts it, asks with curl, compares. No sleeping.
# usage: test_fake.sh PATH_OF_FAKE_INTERVALS
set -u

fake=$1
# shellcheck source-path=SCRIPTDIR source=test_helpers.sh
. "$(dirname "$0")/test_helpers.sh"

api=/api/v1/athlete

fault() {
    ask POST /_fake/faults -d "$1"
    is "fault $1" 200
}

cat >"$dir/own.json" <<'JSON'
{"anchor_monday": "2026-03-02",
 "athlete": {"id": "i1", "name": "Invented One", "email": "real@example.org",
  "timezone": "Europe/Berlin",
  "sportSettings": [{"id": 5, "types": ["Run", "TrailRun"], "lthr": 170}],
  "custom_items": [
   {"id": 1, "type": "ACTIVITY_FIELD", "content": {"code": "LLSS"}},
   {"id": 2, "type": "INPUT_FIELD", "content": {"code": "Calf"}},
   {"id": 3, "type": "ACTIVITY_STREAM", "content": {"code": "MyStream"}}]},
 "activities": [
  {"id": "i100", "start_date_local": "2026-03-02T07:00:00", "type": "Run", "name": "Dawn \"run\"",
   "moving_time": 1800, "distance": 5400.5, "average_heartrate": 140, "average_speed": 3.0,
   "icu_training_load": 40, "description": null, "LLSS": 55.5, "tags": ["easy"],
   "icu_intervals": [{"id": 1, "type": "WORK", "label": "given"}], "icu_groups": []},
  {"id": "i101", "start_date_local": "2026-03-03T23:59:59", "type": "Ride", "name": "Late ride",
   "moving_time": 3600, "icu_average_watts": 180, "elapsed_time": 3700},
  {"id": "i102", "start_date_local": "2026-03-04T06:00:00", "type": "Ride", "name": "Early"},
  {"id": "1635", "start_date_local": "2026-03-03T12:00:00", "source": "STRAVA",
   "_note": "STRAVA activities are not available via the API"}],
 "wellness": [
  {"id": "2026-03-02", "restingHR": 48, "hrv": null, "updated": null},
  {"id": "2026-03-03", "restingHR": 49, "hrv": 60.5, "locked": true}],
 "events": [
  {"id": 11, "start_date_local": "2026-03-02T00:00:00", "end_date_local": "2026-03-05T00:00:00",
   "category": "SICK", "name": "Cold"},
  {"id": 12, "start_date_local": "2026-03-05T00:00:00", "category": "WORKOUT", "type": "Run",
   "name": "Intervals"}],
 "gear": [{"id": "9", "type": "Shoes"}]}
JSON
echo '{"athlete": {"id": "i2", "name": "Coached"}, "activities": [{"id": "i200",
 "start_date_local": "2026-03-02T07:00:00"}]}' >"$dir/coached.json"
echo '{"athlete": {"id": "i3", "name": "Stranger"}, "foreign": true, "activities": [
 {"id": "i300", "start_date_local": "2026-03-02T07:00:00"}]}' >"$dir/foreign.json"

test_login() {
    anonymous GET $api/0
    is "no login" 401
    has "no login" '"status":401'
    anonymous GET $api/0 -u API_KEY:wrong
    is "wrong key" 401
    anonymous GET $api/0 -u me:testkey
    is "wrong user" 401
    anonymous GET $api/0 -H 'Authorization: Basic !!'
    is "no base64" 401
    anonymous GET $api/0 -H 'Authorization: Bearer testkey'
    is "key as token" 403
    has "key as token" '{"status":403,"error":"Access denied"}'
    anonymous GET $api/0 -H 'Authorization: Bearer tok'
    is "token" 200
    anonymous GET $api/i2 -H 'Authorization: Bearer tok'
    is "token reaches the owner only" 403
    anonymous GET /api/v1/athletes -H 'Authorization: Bearer tok'
    is "athletes with a token" 403
    ask GET $api/1
    is "id without i" 403
    ask GET $api/i3
    is "foreign athlete" 403
    ask GET /api/v1/activity/i300
    is "foreign activity" 403
    ask GET $api/i2
    is "coached athlete" 200
    ask GET /api/v1/nothing
    is "unknown route" 404
    has "unknown route" '"error":"Not Found","path":"/api/v1/nothing"'
    ask PATCH $api/0
    is "method" 405
}

test_athlete() {
    ask GET $api/0
    is athlete 200
    has athlete '"id":"i1"'
    has athlete SECRET-EMAIL@example.invalid
    has athlete SECRET-ICU-API-KEY
    has athlete SECRET-NESTED-ACCESS-TOKEN
    lacks athlete real@example.org
    header athlete '^content-type: application/json;charset=UTF-8'
    ask GET $api/i1/profile
    is profile 200
    lacks profile SECRET
    ask GET $api/0/sport-settings
    has settings '"types":["Run","TrailRun"]'
    ask GET $api/0/sport-settings/TrailRun
    has "settings by type" '"id":5'
    ask GET $api/0/sport-settings/run
    is "settings by wrong type" 404
    ask GET $api/0/custom-item
    has items '"code":"LLSS"'
    ask GET $api/0/custom-item/2
    has item '"code":"Calf"'
    ask GET $api/0/gear.json
    has gear '"id":"9"'
    ask GET /api/v1/athletes
    has athletes '"id":"i2"'
    lacks athletes '"id":"i3"'
    ask GET "$api/i7/activities?oldest=2026-03-01&newest=2026-12-31"
    has synthetic '"icu_athlete_id":"i7"'
    has synthetic '"average_leg_spring_stiffness":null'
    has synthetic SECRET-ATTACHMENT-ACCESS-TOKEN
    cp "$dir/body" "$dir/synthetic"
}

test_activities() {
    ask GET $api/0/activities
    is "oldest is required" 422
    has "oldest is required" "'oldest'"
    ask GET "$api/0/activities?oldest=2026-13-01"
    is "bad date" 422
    ask GET "$api/0/activities?oldest=2026-03-02&newest=2026-03-03&fields=id"
    check "order and range" \
        "$([ "$body" = '[{"id":"i101"},{"id":"1635"},{"id":"i100"}]' ] && echo true)"
    ask GET "$api/0/activities?oldest=2026-03-02T07:00:00&newest=2026-03-02T07:00:00&fields=id"
    check "inclusive instants" "$([ "$body" = '[{"id":"i100"}]' ] && echo true)"
    ask GET "$api/0/activities?oldest=2026-03-02T07%3A00%3A01&fields=%69d,type&limit=1"
    check "percent-decoding, limit" \
        "$([ "$body" = '[{"id":"i102","type":"Ride"}]' ] && echo true)"
    ask GET "$api/0/activities?oldest=2026-03-02&limit=0"
    is "bad limit" 422
    ask GET "$api/0/activities?oldest=2026-03-02&newest=2026-03-02&fields=id,name,description,LLSS,_note"
    check "fields drop nulls" \
        "$([ "$body" = '[{"id":"i100","name":"Dawn \"run\"","LLSS":55.5}]' ] && echo true)"
    ask GET "$api/0/activities?oldest=2026-03-02&newest=2026-03-02"
    has "whole row" '"description":null'
    has "whole row" '"icu_athlete_id":"i1"'
    lacks "whole row" icu_intervals
    ask GET "$api/0/activities?oldest=2026-03-03&newest=2026-03-03&fields=id,_note,source"
    has "stub in list" '"source":"STRAVA","_note":"STRAVA'
    ask GET "$api/0/activities/i100,1635,i100,i999?fields=id"
    has "by id" '"LLSS":55.5'
    check "by id: one row" "$([ "$(grep -o '"id":' "$dir/body" | wc -l)" = 1 ] && echo true)"
    ask GET "$api/0/activities/search?q=DAWN"
    has search '"id":"i100"'
    lacks search LLSS
    ask GET "$api/0/activities/search-full?q=%23EASY"
    has "search tag" LLSS
}

test_activity() {
    ask GET /api/v1/activity/i999
    is "unknown activity" 404
    has "unknown activity" '{"status":404,"error":"Not found"}'
    for path in "" /intervals /streams.json; do
        ask GET "/api/v1/activity/1635$path"
        is "stub$path" 422
        has "stub$path" 'Cannot read Strava activities via the API'
    done
    ask GET /api/v1/activity/i100
    lacks detail icu_intervals
    ask GET '/api/v1/activity/i100?intervals=true'
    has detail '"label":"given"'
    ask GET /api/v1/activity/i101/intervals
    has "invented intervals" '"icu_groups":'
    has "invented intervals" '"type":"WORK"'
    ask GET '/api/v1/activity/i101/streams.json?types=watts,time'
    has streams '"type":"watts"'
    has streams '3699]'
    lacks streams velocity_smooth
    ask GET '/api/v1/activity/i101/streams?types=gap'
    is "unknown stream" 422
    has "unknown stream" 'Invalid stream type'
    ask GET '/api/v1/activity/i101/streams?types=MyStream'
    check "custom stream without data" "$([ "$body" = '[]' ] && echo true)"
    ask PUT /api/v1/activity/i101 -d '{"icu_rpe":7,"LLSS":80,"id":"x","name":"Renamed"}'
    is "activity put" 200
    has "activity put" '"name":"Renamed"'
    has "activity put" '"LLSS":80'
    has "activity put" '"id":"i101"'
    ask PUT /api/v1/activity/i101 -d '{"icu_rpe":-1}'
    has "activity clear" '"icu_rpe":null'
    ask DELETE /api/v1/activity/i102
    is "activity delete" 200
    ask GET /api/v1/activity/i102
    is "activity is gone" 404
}

test_wellness() {
    ask GET "$api/0/wellness?oldest=2026-03-03&newest=2026-03-03"
    has wellness '"restingHR":49'
    lacks wellness '"restingHR":48'
    ask GET "$api/0/wellness.json?oldest=2026-03-02&fields=id,hrv"
    check "wellness fields" \
        "$([ "$body" = '[{"id":"2026-03-02"},{"id":"2026-03-03","hrv":60.5}]' ] && echo true)"
    ask GET $api/0/wellness/2026-03-04
    is "no such day" 404
    ask PUT $api/0/wellness/2026-03-04 -d '{"feel":2,"soreness":1}'
    is "unknown field" 422
    has "unknown field" 'Unrecognized wellness field [feel]'
    ask GET $api/0/wellness/2026-03-04
    is "nothing was written" 404
    ask PUT $api/0/wellness/2026-03-04 -d '{"soreness":3,"Calf":2,"comments":"ok"}'
    is "wellness put" 200
    has "wellness put" '"soreness":3'
    has "wellness put" '"Calf":2'
    has "wellness put" '"updated":"2026-03-04T'
    ask PUT $api/0/wellness -d '{"id":"2026-03-04","soreness":-1,"comments":"","stress":null}'
    has "wellness clear" '"soreness":null'
    has "wellness clear" '"comments":null'
    ask PUT $api/0/wellness/2026-03-03 -d '{"restingHR":99}'
    has "locked day" '"restingHR":49'
    ask PUT $api/0/wellness-bulk -d '[{"id":"2026-03-05","hrv":70}]'
    is bulk 200
    ask GET $api/0/wellness/2026-03-05
    has bulk '"hrv":70'
    ask PUT $api/0/wellness/2026-3-5 -d '{}'
    is "bad day" 422
}

test_events() {
    ask GET $api/0/events
    has "default range" '"id":11'
    has "default range" '"id":12'
    ask GET "$api/0/events?oldest=2026-03-04&newest=2026-03-04"
    has "overlap" '"id":11'
    ask GET "$api/0/events.json?oldest=2026-03-05&newest=2026-03-05"
    lacks "exclusive end" '"id":11'
    has "inclusive" '"id":12'
    ask GET "$api/0/events?oldest=2026-03-01&newest=2026-03-09&category=NOTE,WORKOUT"
    lacks category '"id":11'
    has category '"id":12'
    ask GET "$api/0/events?category=workout"
    is "category is case-sensitive" 422
    ask GET $api/0/events/12
    is event 200
    ask GET $api/0/events/99
    is "no event" 404
    ask POST $api/0/events -d '{"category":"PARTY","start_date_local":"2026-03-06T00:00:00"}'
    is "wrong category" 422
    ask POST $api/0/events -d '{"category":"NOTE","name":"x","start_date_local":"2026-03-06"}'
    is "bare date" 422
    ask POST $api/0/events -d '{"category":"NOTE","start_date_local":"2026-03-06T00:00:00"}'
    is "note without name" 422
    has "note without name" 'Name is required'
    ask POST $api/0/events -d 'nonsense'
    is "no JSON" 400
    ask POST $api/0/events -d '{"category":"WORKOUT","type":"Run","name":"Easy",
        "start_date_local":"2026-03-06T00:00:00","external_id":"soleus-1",
        "workout_doc":{"steps":[1]},"description":"- 30m Z1 HR"}'
    is create 200
    has create '"end_date_local":"2026-03-07T00:00:00"'
    has create '"workout_doc":{"steps":[{"duration":1800,"hr":{"units":"hr_zone","value":1}}]'
    has create '"moving_time":1800'
    local id stamp
    id=$(sed 's/.*"id":\([0-9]*\).*/\1/' "$dir/body")
    stamp=$(sed 's/.*"updated":"\([^"]*\)".*/\1/' "$dir/body")
    ask PUT "$api/0/events/$id" -d '{"start_date_local":"2026-03-08T00:00:00","athlete_id":"x"}'
    has update '"end_date_local":"2026-03-09T00:00:00"'
    has update '"athlete_id":"i1"'
    lacks "updated moves" "\"updated\":\"$stamp\""
    ask POST "$api/0/events/bulk?upsert=true" -d '[{"category":"WORKOUT","type":"Run",
        "start_date_local":"2026-03-08T00:00:00","external_id":"soleus-1","name":"Again"}]'
    lacks "upsert creates another" "\"id\":$id"
    ask PUT "$api/0/events/bulk-delete" -d '[{"external_id":"soleus-1"},{"id":4711}]'
    ask GET /_fake/writes
    check "writes by external_id" \
        "$([ "$body" = '{"soleus-1":{"created":2,"updated":1,"deleted":1}}' ] && echo true)"
    ask POST /_fake/edit -d '{"changes":{"category":"NOTE","name":"Theirs",
        "start_date_local":"2026-03-08T00:00:00"}}'
    is "someone else's" 200
    has "someone else's" '"end_date_local":"2026-03-09T00:00:00"'
    id=$(sed 's/.*"id":\([0-9]*\).*/\1/' "$dir/body")
    ask POST /_fake/edit -d "{\"id\":$id,\"changes\":{\"name\":\"Changed\"}}"
    has "someone else's change" '"name":"Changed"'
    has "someone else's change" '"category":"NOTE"'
    ask POST /_fake/rewind
    is "nothing was marked" 400
    ask POST /_fake/mark
    ask POST /_fake/edit -d "{\"id\":$id,\"changes\":{\"name\":\"Later\"}}"
    ask POST /_fake/rewind
    ask GET "$api/0/events/$id"
    has rewind '"name":"Changed"'
    ask POST /_fake/edit -d '{"id":4711,"changes":{"name":"x"}}'
    is "change of nothing" 400
    ask GET /_fake/writes
    lacks "not counted" Changed
    lacks "not counted" "event $id"
    ask PUT "$api/0/events/bulk-delete" -d '[{"external_id":"soleus-1"}]'
    check "bulk delete" "$([ "$body" = '{"eventsDeleted":1}' ] && echo true)"
    ask DELETE $api/0/events/12
    is delete 200
    ask DELETE $api/0/events/12
    is "delete twice" 404
}

test_faults() {
    local list="$api/0/activities?oldest=2026-03-01"
    ask DELETE /_fake/requests
    fault '{"path_contains":"/activities","skip":1,"times":2,"kind":"status","status":429,"retry_after_s":1}'
    ask GET "$list"
    is "fault skips one" 200
    ask GET $api/0
    is "fault elsewhere" 200
    ask GET "$list"
    is "fault 1" 429
    header "fault 1" '^retry-after: 1'
    ask GET "$list"
    is "fault 2" 429
    ask GET "$list"
    is "fault is over" 200
    fault '{"kind":"slow","delay_ms":150}'
    ask GET "$list" -w '%{http_code}'
    is slow 200
    fault '{"kind":"slow","delay_ms":60000}'
    ask GET "$list" -m 0.2
    broken "slower than the client" 28
    ask GET "$list"
    is "not blocked by the slow one" 200
    fault '{"kind":"slow","delay_ms":100,"after_bytes":20}'
    ask GET "$list"
    has stall '"id":"i100"'
    fault '{"kind":"reset"}'
    ask GET "$list"
    broken reset 56
    fault '{"kind":"cut","after_bytes":30}'
    ask GET "$list"
    broken cut 18
    check "cut: length" "$([ "${#body}" = 30 ] && echo true)"
    fault '{"kind":"broken_json"}'
    ask GET "$list"
    is broken_json 200
    lacks broken_json ']'
    fault '{"kind":"html"}'
    ask GET "$list"
    is html 503
    header html '^content-type: text/html'
    fault '{"kind":"drop_fields","fields":["type","id"]}'
    ask GET "$list"
    lacks drop_fields '"type"'
    has drop_fields '"name"'
    fault '{"kind":"null_fields","fields":["type"]}'
    ask GET "$list"
    has null_fields '"type":null'
    fault '{"kind":"wrong_types","fields":["type","distance"]}'
    ask GET "$list"
    has wrong_types '"type":12345'
    has wrong_types '"distance":"not a number"'
    fault '{"kind":"huge","after_bytes":3000000}'
    ask GET "$list"
    check "huge: bytes" "$([ "$(wc -c <"$dir/body")" = 3000000 ] && echo true)"
    fault '{"kind":"huge"}'
    ask GET "$list" --max-filesize 100000 -m 0.5
    check "endless" "$([ "$curl_code" != 0 ] && echo true)"
    fault '{"kind":"redirect","location":"http://127.0.0.1:9/x"}'
    ask GET "$list"
    is redirect 302
    header redirect '^location: http://127.0.0.1:9/x'
    fault '{"kind":"empty"}'
    ask GET "$list"
    is empty 200
    check "empty body" "$([ -z "$body" ] && echo true)"
    fault '{"kind":"wrong_encoding"}'
    ask GET "$list" --compressed
    broken wrong_encoding 61
    ask GET /_fake/requests
    has log '"status":429'
    has log '"fault":"reset"'
    has log '"user_agent":"self-test/1"'
    lacks log testkey
}

# A write whose answer is lost: done with "after", not done with "before".
test_lost_writes() {
    local note='{"category":"NOTE","name":"Once","start_date_local":"2026-04-01T00:00:00"}'
    ask DELETE /_fake/counts
    fault '{"method":"POST","path_contains":"/events","kind":"reset","when":"before"}'
    ask POST $api/0/events -d "$note"
    broken "reset before" 56
    ask GET "$api/0/events?oldest=2026-04-01"
    lacks "reset before" Once
    fault '{"method":"POST","path_contains":"/events","kind":"reset","when":"after"}'
    ask POST $api/0/events -d "$note"
    broken "reset after" 56
    ask GET "$api/0/events?oldest=2026-04-01"
    has "reset after" Once
    ask GET /_fake/counts
    has counts '"writes":1'
    has counts '"POST /athlete/{athlete}/events":2'
    has counts '"faults":2'
}

test_control() {
    ask GET /_fake/nothing
    is "control route" 404
    ask GET /_fake/activity/
    is "control method" 404
    local bad
    for bad in '' '[' '[]' '5' '{}' '{"kind":"x"}' '{"kind":5}' '{"kind":"status","status":1000}' \
        '{"kind":"drop_fields"}' '{"kind":"drop_fields","fields":[1]}' '{"kind":"redirect"}' \
        '{"kind":"slow"}' '{"kind":"cut","when":"before"}' '{"kind":"kill"}' '{"kind":"status","time":1}'; do
        ask POST /_fake/faults -d "$bad"
        is "bad fault $bad" 400
    done
    for bad in '{}' '{"row":5}' '{"row":{}}' '{"athlete":"i99","row":{"id":"i5"}}' '{"row":{"id":[]}}'; do
        ask POST /_fake/activity -d "$bad"
        is "bad activity $bad" 400
        ask POST /_fake/wellness -d "$bad"
        is "bad wellness $bad" 400
        ask POST /_fake/event -d "$bad"
        is "bad event $bad" 400
        ask POST /_fake/canned -d "$bad"
        is "bad canned $bad" 400
    done
    ask GET /_fake/faults
    is "list of faults" 200
    lacks "list of faults" '"times_left":1'
    ask DELETE /_fake/faults
    ask GET /_fake/faults
    check "no faults" "$([ "$body" = '[]' ] && echo true)"
    ask POST /_fake/activity -d '{"athlete":"i2","row":{"id":"i201",
        "start_date_local":"2026-03-05T08:00:00","type":"Run"},
        "streams":[{"type":"time","data":[0,1]}]}'
    is "control activity" 200
    ask POST /_fake/activity -d '{"athlete":"i2","merge":true,"row":{"id":"i201","feel":2}}'
    ask GET /api/v1/activity/i201
    has merge '"type":"Run"'
    has merge '"feel":2'
    ask GET /api/v1/activity/i201/streams.json
    has "given streams" '[{"type":"time","data":[0,1]}]'
    ask DELETE /_fake/activity/i201
    ask GET /api/v1/activity/i201
    is "control delete" 404
    ask POST /_fake/wellness -d '{"row":{"id":"2026-03-09","hrv":1}}'
    ask GET $api/i1/wellness/2026-03-09
    has "control wellness" '"hrv":1'
    ask POST /_fake/event -d '{"row":{"id":77,"start_date_local":"2026-03-09T00:00:00"}}'
    ask GET $api/0/events/77
    has "control event" '"updated":"'
    ask DELETE /_fake/event/77
    is "control event delete" 200
    ask POST /_fake/canned -d '{"path":"/api/v1/athlete/0/power-curves","body":{"list":[]}}'
    ask GET "$api/0/power-curves?type=Ride"
    check canned "$([ "$body" = '{"list":[]}' ] && echo true)"
    anonymous GET $api/0/power-curves
    is "canned needs a login" 401
}

test_gzip() {
    ask GET "$api/i7/activities?oldest=2026-03-01&newest=2026-12-31" -H 'Accept-Encoding: br, gzip;q=0.5'
    header gzip '^content-encoding: gzip'
    check "gzip: same bytes" "$(gzip -dc <"$dir/body" | cmp -s - "$dir/synthetic" && echo true)"
    ask GET "$api/i7/activities?oldest=2026-03-01&newest=2026-12-31" -H 'Accept-Encoding: gzip;q=0'
    check "no gzip" "$(cmp -s "$dir/body" "$dir/synthetic" && echo true)"
}

# An upsert that does find the event; a fault that kills the client, here a sleep.
test_switches() {
    local workout='[{"category":"WORKOUT","type":"Run","start_date_local":"2026-04-02T00:00:00","external_id":"x"}]'
    start 5 --synthetic i7:10:80:2026-03-31 --today 2026-04-01 --upsert
    ask POST "$api/0/events/bulk?upsert=true" -d "$workout"
    ask POST "$api/0/events/bulk?upsert=true" -d "$workout"
    ask GET /_fake/writes
    check upsert "$([ "$body" = '{"x":{"created":1,"updated":1}}' ] && echo true)"
    sleep 60 &
    local pid=$!
    fault "{\"kind\":\"kill\",\"when\":\"after\",\"method\":\"POST\",\"pid\":$pid}"
    ask POST "$api/0/events" -d "${workout:1:-1}"
    broken kill 56
    wait "$pid" 2>/dev/null
    check "killed" "$([ $? = 137 ] && echo true)"
    ask GET /_fake/writes
    has "killed after the handler" '"created":2'
    kill -TERM "${pids[2]}"
    wait "${pids[2]}"
}

test_start_twice() {
    start 4 --synthetic i7:60:80:2026-03-31 --today 2026-04-10 --no-gzip --null-wellness \
        --key other
    anonymous GET "$api/0/activities?oldest=2026-03-01" -u API_KEY:other --compressed
    check "synthetic is deterministic, no gzip" \
        "$(cmp -s "$dir/body" "$dir/synthetic" && ! grep -qi '^content-encoding' "$dir/headers" && echo true)"
    anonymous GET $api/0/wellness/2020-01-01 -u API_KEY:other
    has "null wellness" '{"id":"2020-01-01","ctl":null'
    kill -TERM "${pids[1]}"
    wait "${pids[1]}"
    check "SIGTERM ends it with 0" "$([ $? = 0 ] && echo true)"
}

test_options() {
    local bad
    for bad in "--port x" "--port 70000" "--data /nonexistent" "--synthetic i1:0:1:2026-01-01" \
        "--synthetic i1:5:x:2026-01-01" "--synthetic i1:5:5:2026-02-30" "--today x" "--what" ""; do
        # shellcheck disable=SC2086
        "$fake" $bad </dev/null >"$dir/body" 2>"$dir/err"
        check "option '$bad' ends with 2" "$([ $? = 2 ] && echo true)"
    done
}

test_options
start 3 --data "$dir/own.json" --data "$dir/coached.json" --data "$dir/foreign.json" \
    --synthetic i7:60:80:2026-03-31 --token tok --today 2026-03-04
test_login
test_athlete
test_activities
test_activity
test_wellness
test_events
test_faults
test_lost_writes
test_control
test_gzip
test_start_twice
test_switches
exec 3>&-
wait "${pids[0]}"
check "the end of stdin ends it with 0" "$([ $? = 0 ] && echo true)"
check "nothing on stderr" "$([ ! -s "$dir/err.3" ] && echo true)"
[ -s "$dir/err.3" ] && head -50 "$dir/err.3"
echo "$n_checks checks, $n_failed failed"
[ "$n_failed" = 0 ]
