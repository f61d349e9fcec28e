import {
  matchingPaths,
  meantPath,
  pageKind,
  pathAndAncestors,
  sizeText,
  withParameter,
  withRequested,
} from "../../../static/js/addresses.js";
import { assertEqual } from "./assertions.js";

export function test_page_kind_of_pages_and_files() {
  const kinds = {
    "/": "explore",
    "/explore/resnet34": "explore",
    "/explore/resnet34/diagram.svg": undefined,
    "/embed/resnet34": "embed",
    "/article": "article",
    "/article/figure-1.svg": undefined,
    "/table": "table",
    "/table.csv": undefined,
    "/compare": "compare",
    "/docs": undefined,
    "/api/networks": undefined,
  };
  for (const [path, kind] of Object.entries(kinds)) assertEqual(pageKind(path), kind);
}

export function test_parameter_is_set_replaced_and_removed() {
  assertEqual(withParameter("/explore/resnet34", "size", "96"), "/explore/resnet34?size=96");
  assertEqual(withParameter("/explore/resnet34?size=96&at=fc", "size", "64"), "/explore/resnet34?size=64&at=fc");
  assertEqual(withParameter("/explore/resnet34?size=96&at=fc", "size", ""), "/explore/resnet34?at=fc");
}

export function test_parameter_keeps_commas_and_fragment_and_drops_the_origin() {
  const url = new URL("http://example.org/explore/custom?depths=1,2#walk");
  assertEqual(withParameter(url, "cell", "3,4"), "/explore/custom?depths=1,2&cell=3,4#walk");
}

export function test_link_takes_what_the_requested_page_changes() {
  const [present, requested] = ["/explore/resnet18?size=64&at=fc", "/explore/resnet18?size=64&classes=7&at=fc"];
  const links = {
    "/explore/resnet18?size=64&panel=memory&at=fc": "/explore/resnet18?size=64&panel=memory&at=fc&classes=7",
    "/explore/resnet18?size=96&at=fc": "/explore/resnet18?size=96&at=fc&classes=7",
    "/explore/resnet18?size=64": "/explore/resnet18?size=64&classes=7",
    "/explore/resnet18?size=64&classes=10&at=fc": "/explore/resnet18?size=64&classes=10&at=fc",
    "/explore/resnet50?size=64&at=fc#walk": "/explore/resnet50?size=64&at=fc&classes=7#walk",
  };
  for (const [link, taken] of Object.entries(links)) assertEqual(withRequested(link, present, requested), taken);
}

export function test_link_takes_the_network_of_the_requested_page_and_what_it_removes() {
  const [present, requested] = ["/explore/custom?depths=1,2&size=64", "/explore/resnet50?size=64"];
  assertEqual(
    withRequested("/explore/custom?depths=1,2&size=64&at=fc", present, requested),
    "/explore/resnet50?size=64&at=fc",
  );
  assertEqual(withRequested("/explore/vgg19?size=64", present, requested), "/explore/vgg19?size=64");
}

export function test_path_and_ancestors_are_nearest_first() {
  assertEqual(pathAndAncestors("layer2.0.1"), ["layer2.0.1", "layer2.0", "layer2"]);
  assertEqual(pathAndAncestors("fc"), ["fc"]);
}

export function test_part_of_a_path_means_the_first_path_with_it_and_a_layer_itself() {
  const paths = ["conv1", "layer1.0.conv1", "layer1.0.conv2"]; // of steps alone
  const meant = { conv2: "layer1.0.conv2", conv1: "conv1", layer1: "layer1", "layer1.0": "layer1.0", fc: "fc" };
  for (const [typed, path] of Object.entries(meant)) assertEqual(meantPath(paths, typed), path);
}

export function test_matching_paths_that_begin_with_the_text_come_first() {
  const paths = ["relu", "layer1.conv1", "conv1", "layer1.conv2"];
  assertEqual(matchingPaths(paths, "conv", 9), ["conv1", "layer1.conv1", "layer1.conv2"]);
  assertEqual(matchingPaths(paths, "conv", 2), ["conv1", "layer1.conv1"]);
  assertEqual(matchingPaths(paths, "fc", 9), []);
}

export function test_size_of_a_square_is_one_number() {
  assertEqual([sizeText("224", "224"), sizeText("160", "224")], ["224", "160x224"]);
}
