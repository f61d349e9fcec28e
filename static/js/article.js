// The article comes alive: pictures answer, kernels walk, and another choice takes the place of this one.
import { mountCells } from "./table_tooltip.js";
import { mountControls } from "./controls.js";
import { mountGradients } from "./gradients.js";
import { mountKeyboard } from "./keyboard.js";
import { mountNavigation } from "./navigation.js";
import { mountNotices } from "./notices.js";
import { mountPicture } from "./picture.js";
import { mountScrolling } from "./scrolling.js";
import { mountWalks } from "./kernel_slider.js";

mountNavigation();
mountPicture();
mountCells();
mountKeyboard();
mountControls();
mountNotices();
mountScrolling();
mountWalks();
mountGradients();
