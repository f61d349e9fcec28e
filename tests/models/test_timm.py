"""Sixty networks of timm, of every family, compared with a real forward."""

import pytest

from tests.models.foreign import UndrawnWeights, compare_with_real_forward, package

pytestmark = [pytest.mark.slow, pytest.mark.models]
timm = package("timm")

NAMES = """
    resnet18 resnet26 resnet50 resnet50d resnet26t resnet50_gn resnet33ts resnetblur50 resnetaa50 resnetv2_50
    resnetv2_50d_evos resnetrs50 wide_resnet50_2 resnext50_32x4d resnext26ts seresnet50 seresnext26d_32x4d
    legacy_seresnet18 skresnet18 skresnext50_32x4d ecaresnet26t ecaresnet50t gcresnet33ts gcresnext26ts
    eca_resnet33ts resnest14d resnest26d res2net50_26w_4s res2next50 nf_resnet26 nf_regnet_b0 regnety_002
    regnetx_002 regnetv_040 xcit_nano_12_p16_224 densenet121 vgg11_bn mobilenetv2_050 mobilenetv3_small_050
    efficientnet_b0 tf_efficientnetv2_b0 mnasnet_small ghostnet_050 rexnet_100 dla34 hrnet_w18_small
    cspresnet50 cspdarknet53 darknet53 selecsls42 inception_v3 convnext_atto convnextv2_atto poolformer_s12
    vit_tiny_patch16_224 deit_tiny_patch16_224 mixer_s32_224 swin_tiny_patch4_window7_224 levit_128s repvgg_a0
"""


def test_sixty_networks_are_listed() -> None:
    assert len(set(NAMES.split())) == 60
    assert set(NAMES.split()) <= set(timm.list_models())


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", NAMES.split())
def test_trace_equals_real_forward(name: str) -> None:
    with UndrawnWeights():
        model = timm.create_model(name)
    config = model.pretrained_cfg
    side = config["input_size"][1] if config.get("fixed_input_size") else 96

    compare_with_real_forward(model, (3, side, side))
