"""Questions that people have asked in public, answered by the API and the page. Figures are independent ones."""

from typing import Any

from starlette.testclient import TestClient

from tests.support.html_reader import visit
from tests.support.problems import problem


def get(client: TestClient, url: str) -> Any:
    answer = client.get(url)
    assert answer.status_code == 200, answer.text
    return answer.json()


def note(client: TestClient, url: str, rule: str) -> Any:
    (found,) = [each for each in get(client, url)["notes"] if each["rule"] == rule]
    return found


def test_classifier_gets_8192_values_at_244(client: TestClient) -> None:
    """ResNet-50 on 244×244 with the 7×7 average pooling of older code: the classifier expects 2048."""
    found = note(client, "/api/advice/resnet50?size=244&head=fixed", "fixed_pooling")

    assert (found["severity"], found["at"]) == ("problem", "avgpool")
    assert found["sentence"] == "The classifier gets 2·2·2,048 = 8,192 values and expects 2,048."
    assert found["consequence"].startswith(
        "The last map is 8×8 for 244×244, of which a fixed 7×7 average pooling of stride 1 leaves 2×2. "
        "Sides 193 to 224 give 2,048."
    )
    fixes = {fix["text"]: fix for fix in found["fixes"]}
    assert fixes.keys() == {"Adaptive average pooling", "Input 224×224", "A classifier of 8,192 values"}
    assert all("compare" not in fix for fix in fixes.values())
    assert fixes["Adaptive average pooling"]["parameters"] == {"size": "244", "head": "adaptive"}
    assert fixes["A classifier of 8,192 values"]["parameters"] == {"size": "244", "head": "fixed", "features": "8192"}
    for fix in fixes.values():
        assert client.get(fix["apply"]).status_code == client.get(fix["trace"]).status_code == 200
    error = visit(client, "/explore/resnet50?size=244&head=fixed", 422).one("p", role="alert").text
    assert "2·2·2,048 = 8,192" in error
    assert "193 to 224" in error


def test_classifier_gets_32768_values_from_289_to_320(client: TestClient) -> None:
    answer = get(client, "/api/inputs/resnet50?values=32768")["answers"][0]

    assert answer == {
        "map": [10, 10],
        "height": {"least": 289, "most": 320},
        "width": {"least": 289, "most": 320},
        "pooled": [4, 4],
    }
    for side, fits in ((288, False), (289, True), (320, True), (321, False)):
        url = f"/api/trace/resnet50?size={side}&head=fixed&features=32768"
        assert client.get(url).status_code == (200 if fits else 422), side
    for side in (8192, 32768):
        assert f"{side:,} = " in visit(client, f"/explore/resnet50?values={side}").one("p", class_="answer").text


def test_last_stride_1_gives_16x8_for_crops_of_256x128(client: TestClient) -> None:
    cheapest = get(client, "/api/inputs/resnet50?size=256x128&at=layer4&map=16x8")["configurations"][0]

    assert (cheapest["text"], cheapest["last_volume"]) == ("Stride 1 in layer4", [2048, 16, 8])
    assert round(cheapest["costs"]["macs"]["before"] / 1e9, 3) == 2.671
    assert round(cheapest["costs"]["macs"]["after"] / 1e9, 3) == 4.055
    assert cheapest["costs"]["params"]["difference"] == 0
    assert get(client, "/api/advice/resnet50?size=256x128&strides=1,2,2,1")["notes"] == []


def test_feature_pyramid_fails_at_500_and_not_at_multiples_of_32(client: TestClient) -> None:
    found = note(client, "/api/advice/resnet50?size=500", "feature_pyramid")

    assert found["sentence"] == "A feature pyramid's addition would fail at layer2: 2·32 = 64 ≠ 63."
    assert "125×125, 63×63, 32×32, 16×16" in found["consequence"]
    assert [fix["text"] for fix in found["fixes"]] == ["Input 480×480", "Input 512×512"]
    assert "2·32 = 64 ≠ 63" in visit(client, "/explore/resnet50?size=500&at=layer2").one(id="note-feature_pyramid").text
    assert not visit(client, "/explore/resnet50?size=500&at=layer4").all(id="note-feature_pyramid")


def test_shortcut_d_needs_ceil_mode_at_240(client: TestClient) -> None:
    found = note(client, "/api/advice/resnet50?size=240&shortcut=D&stem=deep", "ceil_mode")

    assert found["at"] == "layer4.0.downsample.0"
    assert "takes 15×15 to 8×8 in ceil mode; 7×7 without it" in found["sentence"]
    assert [fix["text"] for fix in found["fixes"]] == ["Input 224×224", "Input 256×256"]
    page = visit(client, "/explore/resnet50?size=240&shortcut=D&stem=deep&at=layer4.0")
    assert len(page.all(id="note-ceil_mode")) == 1


def test_resnet18_on_32_names_the_layers_to_hook_and_the_norm_that_raises(client: TestClient) -> None:
    url = "/api/advice/resnet18?size=32"
    hook, norm = (note(client, url, rule) for rule in ("class_activation_map", "norm_of_one_value"))

    assert "one pixel" in hook["sentence"]
    assert "layer1 has 8×8, layer2 has 4×4, layer3 has 2×2" in hook["consequence"]
    assert "relu1 … add are this project's" in hook["consequence"]
    assert (norm["at"], norm["also"][0]) == ("layer4.0.bn1", "layer4.0.bn2")
    assert "Expected more than 1 value per channel when training" in norm["consequence"]
    lines = visit(client, "/explore/resnet18?size=32&at=layer4").all("a", class_="line")
    assert {"note-class_activation_map", "note-norm_of_one_value"} <= {line["id"] for line in lines}


def test_impossible_fixed_pooling_still_answers_inverse_questions(client: TestClient) -> None:
    answer = get(client, "/api/inputs/resnet50?size=244&head=fixed&values=2048")["answers"][0]

    assert (answer["height"], answer["pooled"]) == ({"least": 193, "most": 224}, [1, 1])
    assert problem(client, "/api/advice/resnet50?size=244&head=adaptive&features=8192")["status"] == 422
