import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from server.app import create_app
from server.security import COOKIE, MAX_BODY_BYTES
from tests.server.practising import Playback, settings

TOKEN = "a-long-enough-token"
HERE = "http://127.0.0.1:8000"
SOCKET = "ws://127.0.0.1:8000/ws/practice"


@pytest.fixture
def http(serve):
    return serve().http


@pytest.fixture
def guarded(tmp_path):
    app = create_app(settings(tmp_path, host="0.0.0.0", allowed_hosts=("gym.example",)), lambda _: Playback(), TOKEN)
    with TestClient(app, base_url="http://192.168.1.5:8000") as http:
        yield http


@pytest.mark.parametrize(
    "path", ["/", "/practice", "/style.css", "/src/link.js", "/api/server", "/missing", "/samples/lunge_front.mp4"]
)
def test_headers_on_every_answer(http, path):
    headers = http.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["permissions-policy"].startswith("camera=(self)")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == ("no-store" if path.startswith("/api") else "no-cache")


def test_types_that_modules_need(http):
    assert http.get("/src/link.js").headers["content-type"].startswith("text/javascript")
    assert http.get("/samples/lunge_front.mp4").headers["content-type"] == "video/mp4"


def test_clips_can_be_sought_in(http):
    part = http.get("/samples/lunge_front.mp4", headers={"Range": "bytes=100-199"})
    assert (part.status_code, len(part.content)) == (206, 100)


@pytest.mark.parametrize(
    "path",
    [
        "/package.json",
        "/node_modules/typescript/package.json",
        "/src/../package.json",
        "/src/%2e%2e/package.json",
        "/docs",
        "/openapi.json",
        "/samples/",
        "/src/",
    ],
)
def test_only_what_is_meant_is_served(http, path):
    answer = http.get(path)
    assert answer.status_code == 404
    assert "error" in answer.json()


@pytest.mark.parametrize(
    "host", ["evil.test", "evil.test:8000", "127.0.0.1.evil.test", "", "10.0.0.1", "[::1", "localhost.evil.test", "a@b@c"]
)
def test_other_hosts_are_refused(http, host):
    for path in ("/", "/api/sets", "/src/link.js"):
        assert http.get(path, headers={"Host": host}).status_code == 400
    with pytest.raises(WebSocketDisconnect), http.websocket_connect(SOCKET, headers={"Host": host}):
        pass


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:9", "[::1]:8000", "LOCALHOST"])
def test_own_hosts_are_served(http, host):
    assert http.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.test", "null", "http://127.0.0.1:9000", "http://localhost:8000", "file://"])
def test_other_origins_are_refused(http, origin):
    for path in ("/", "/api/sets"):
        assert http.get(path, headers={"Origin": origin}).status_code == 403
    with pytest.raises(WebSocketDisconnect), http.websocket_connect(SOCKET, headers={"Origin": origin}):
        pass


def test_the_own_origin_is_served(http):
    assert http.get("/api/sets", headers={"Origin": HERE}).status_code == 200
    with http.websocket_connect(SOCKET, headers={"Origin": HERE}):
        pass


def test_other_sites_see_pages_but_no_data(http):
    cross = {"Sec-Fetch-Site": "cross-site"}
    assert http.get("/", headers=cross).status_code == 200  # a link to us
    assert http.get("/api/sets", headers=cross).status_code == 403
    assert http.post("/", headers=cross).status_code == 403


def test_without_the_token_nothing(guarded):
    for path in ("/", "/api/server", "/src/link.js", "/missing", "/?token=wrong", "/?token="):
        answer = guarded.get(path)
        assert answer.status_code == 401
        assert "link" in answer.json()["error"]
    with pytest.raises(WebSocketDisconnect), guarded.websocket_connect("ws://192.168.1.5:8000/ws/practice"):
        pass
    query = f"ws://192.168.1.5:8000/ws/practice?token={TOKEN}"
    with pytest.raises(WebSocketDisconnect), guarded.websocket_connect(query):
        pass


def test_the_link_becomes_a_cookie(guarded):
    answer = guarded.get(f"/practice?token={TOKEN}")
    assert answer.status_code == 200
    assert 'url=/practice"' in answer.text
    assert TOKEN not in answer.text
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert guarded.get("/practice").status_code == 200
    with guarded.websocket_connect("ws://192.168.1.5:8000/ws/practice"):
        pass


def test_a_path_in_the_link_cannot_lead_elsewhere(guarded):
    for path in ('//evil.test/"><script>', "//evil.test", "/%5Cevil.test", "/%09/evil.test", "/%2F/evil.test", "/a%0d%0ab"):
        guarded.cookies.clear()
        text = guarded.get(f"http://192.168.1.5:8000{path}?token={TOKEN}").text
        assert 'url=/"' in text, path
        assert "evil" not in text


def test_what_else_the_link_asks_for_is_kept(guarded):
    text = guarded.get(f"/practice?sample=1&token={TOKEN}&x=%22%3E").text
    assert 'url=/practice?sample=1&amp;x=%22%3E"' in text


def test_the_cookie_is_secure_under_tls(tmp_path):
    one = settings(tmp_path, host="0.0.0.0", tls_cert=tmp_path, tls_key=tmp_path)
    with TestClient(create_app(one, lambda _: Playback(), TOKEN), base_url="https://192.168.1.5") as http:
        assert "secure" in http.get(f"/?token={TOKEN}").headers["set-cookie"].lower()


@pytest.mark.parametrize("cookie", [f"{COOKIE}=wrong", "=;;;", f'{COOKIE}="{TOKEN[:-1]}"', f"{COOKIE}=\xe9"])
def test_a_wrong_cookie(guarded, cookie):
    assert guarded.get("/", headers={"Cookie": cookie.encode("latin-1")}).status_code == 401


@pytest.mark.parametrize("other", ['prefs={"a":1}', "a@b=1", "x", "=;;;"])
def test_cookies_of_others_on_the_same_host_do_no_harm(guarded, other):
    for cookie in (f"{other}; {COOKIE}={TOKEN}", f"{COOKIE}={TOKEN}; {other}"):
        assert guarded.get("/", headers={"Cookie": cookie}).status_code == 200


def test_a_body_too_large_is_refused(http):
    large = b'{"toml": "' + b"x" * MAX_BODY_BYTES + b'"}'
    answer = http.post("/api/plans/check", content=large, headers={"Content-Type": "application/json"})
    assert answer.status_code == 413
    assert str(MAX_BODY_BYTES) in answer.json()["error"]
    unannounced = (large[at : at + 65536] for at in range(0, len(large), 65536))
    answer = http.post("/api/plans/check", content=unannounced, headers={"Content-Type": "application/json"})
    assert answer.status_code == 413
    assert http.post("/api/plans/check", json={"toml": "x" * 1000}).status_code != 413


@pytest.mark.parametrize(("host", "status"), [("gym.example", 401), ("192.168.1.5", 401), ("evil.test", 400)])
def test_hosts_of_a_server_for_others(guarded, host, status):
    assert guarded.get("/", headers={"Host": host}).status_code == status


def test_listings(http):
    exercises = {one["name"]: one for one in http.get("/api/exercises").json()}
    assert set(exercises) >= {"lateral_lunge", "plank", "deadlift"}
    bands = {rule["id"]: rule["bands"] for rule in exercises["plank"]["rules"]}
    assert {band["fault"] for band in bands["plank.hip_pop"]} == {"hip_pop", "hip_sag"}
    skeleton = http.get("/api/skeleton").json()
    assert (len(skeleton["names"]), len(skeleton["mirror"])) == (33, 33)
    assert {one["name"] for one in http.get("/api/samples").json()} >= {"lunge_front", "plank_oblique"}
    for sample in http.get("/api/samples").json():
        assert http.head(sample["url"]).status_code in (200, 405)
        assert http.get(sample["url"]).status_code == 200
    server = http.get("/api/server").json()
    assert (server["protocol"], server["model"], server["keeps"], server["keeps_video"]) == (1, "lite", True, True)
    assert "lite" in server["models"]
