// Entry point of the article.
import { mountControls } from "./controls.js";
import { mountDials } from "./dials.js";
import { mountGradients } from "./gradients.js";
import { mountKernelSliders } from "./kernel_slider.js";
import { mountKeyboard } from "./keyboard.js";
import { mountNavigation } from "./navigation.js";
import { mountNotices } from "./notices.js";
import { mountPicture } from "./picture.js";
import { mountRoving } from "./roving.js";
import { mountScrolling } from "./scrolling.js";
import { mountSheet } from "./sheet.js";
import { mountStrip } from "./strip.js";
import { mountCellTooltips } from "./table_tooltip.js";

mountNavigation();
mountPicture();
mountCellTooltips();
mountKeyboard();
mountSheet();
mountControls();
mountRoving();
mountDials();
mountNotices();
mountScrolling();
mountKernelSliders();
mountGradients();
mountStrip();
