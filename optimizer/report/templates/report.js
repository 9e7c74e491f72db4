(function () {
  "use strict";
  var data = JSON.parse(document.getElementById("report-data").textContent);
  var page = document.querySelector("main");
  var svg = document.querySelector(".map-svg");

  function highlight(number) {
    page.classList.toggle("has-on", number !== null);
    page.querySelectorAll("[data-route]").forEach(function (element) {
      var on = number !== null && element.getAttribute("data-route") === number;
      element.classList.toggle("on", on);
      if (element.tagName === "BUTTON") element.setAttribute("aria-pressed", String(on));
    });
  }
  function toggle(number) {
    var pressed = page.querySelector('button[data-route="' + number + '"][aria-pressed="true"]');
    highlight(pressed ? null : number);
  }
  page.querySelectorAll("button[data-route], .route[data-route]").forEach(function (element) {
    element.addEventListener("click", function () {
      if (!moved) toggle(element.getAttribute("data-route"));
    });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") highlight(null);
  });
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (part) { part.open = true; });
    highlight(null);
    if (svg) reset();
  });

  var moved = false;
  if (!svg) return;
  var full = svg.viewBox.baseVal;
  var home = { x: full.x, y: full.y, w: full.width, h: full.height };
  var view = { x: home.x, y: home.y, w: home.w, h: home.h };
  var bar = document.querySelector(".scale-bar");

  function length(metres) {
    var unit = metres >= 1000 ? data.km : data.m;
    return unit.replace("0", String(metres >= 1000 ? metres / 1000 : metres));
  }
  function show() {
    view.w = Math.min(home.w, Math.max(home.w / 40, view.w));
    view.h = view.w * home.h / home.w;
    view.x = Math.min(home.x + home.w - view.w, Math.max(home.x, view.x));
    view.y = Math.min(home.y + home.h - view.h, Math.max(home.y, view.y));
    svg.setAttribute("viewBox", [view.x, view.y, view.w, view.h].join(" "));
    var pixels = (svg.clientWidth || 1000) / view.w;
    var level = 0;
    data.levels.forEach(function (least, index) { if (pixels >= least * 0.98) level = index; });
    svg.setAttribute("data-level", level);
    svg.style.setProperty("--k", 1 / pixels);
    svg.style.touchAction = view.w < home.w ? "none" : "pan-x pan-y";
    var longest = data.metresPerUnit * view.w * 0.16;
    var power = Math.pow(10, Math.floor(Math.log10(longest)));
    var metres = [5, 2, 1].map(function (step) { return step * power; }).find(function (m) { return m <= longest; });
    metres = Math.max(1, metres);
    bar.style.width = 100 * metres / data.metresPerUnit / view.w + "%";
    bar.firstElementChild.textContent = length(metres);
  }
  function at(event) {
    var box = svg.getBoundingClientRect();
    return { x: view.x + (event.clientX - box.left) / box.width * view.w, y: view.y + (event.clientY - box.top) / box.height * view.h };
  }
  function zoom(factor, point) {
    var centre = point || { x: view.x + view.w / 2, y: view.y + view.h / 2 };
    var wide = Math.min(home.w, Math.max(home.w / 40, view.w / factor));
    var ratio = wide / view.w;
    view.x = centre.x - (centre.x - view.x) * ratio;
    view.y = centre.y - (centre.y - view.y) * ratio;
    view.w = wide;
    show();
  }
  function reset() { view = { x: home.x, y: home.y, w: home.w, h: home.h }; show(); }

  var fingers = new Map();
  var spread = 0;
  svg.addEventListener("pointerdown", function (event) {
    fingers.set(event.pointerId, event);
    moved = false;
    spread = 0;
  });
  svg.addEventListener("pointermove", function (event) {
    var before = fingers.get(event.pointerId);
    if (!before) return;
    fingers.set(event.pointerId, event);
    if (fingers.size === 2) {
      var two = Array.from(fingers.values());
      var apart = Math.hypot(two[0].clientX - two[1].clientX, two[0].clientY - two[1].clientY);
      if (spread) zoom(apart / spread, at({ clientX: (two[0].clientX + two[1].clientX) / 2, clientY: (two[0].clientY + two[1].clientY) / 2 }));
      spread = apart;
      moved = true;
    } else if (view.w < home.w) {
      var box = svg.getBoundingClientRect();
      var dx = event.clientX - before.clientX, dy = event.clientY - before.clientY;
      if (Math.abs(dx) + Math.abs(dy) > 2) { moved = true; svg.setPointerCapture(event.pointerId); }
      view.x -= dx / box.width * view.w;
      view.y -= dy / box.height * view.h;
      show();
    }
  });
  ["pointerup", "pointercancel", "pointerleave"].forEach(function (name) {
    svg.addEventListener(name, function (event) { fingers.delete(event.pointerId); spread = 0; });
  });
  svg.addEventListener("click", function (event) {
    if (!moved && !event.target.closest(".route")) highlight(null);
    moved = false;
  });
  svg.addEventListener("wheel", function (event) {
    if (!event.ctrlKey && !event.metaKey && view.w >= home.w) return;
    event.preventDefault();
    zoom(Math.exp(-event.deltaY / 300), at(event));
  }, { passive: false });
  svg.addEventListener("dblclick", function (event) { event.preventDefault(); zoom(2, at(event)); });
  svg.addEventListener("keydown", function (event) {
    var step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (event.key === "+" || event.key === "=") zoom(1.5);
    else if (event.key === "-") zoom(1 / 1.5);
    else if (event.key === "0") reset();
    else if (step && view.w < home.w) { view.x += step[0] * view.w / 8; view.y += step[1] * view.h / 8; show(); }
    else return;
    event.preventDefault();
  });
  document.querySelectorAll(".tools, .zoom-hint").forEach(function (part) { part.hidden = false; });
  document.querySelectorAll(".tools button").forEach(function (button) {
    button.addEventListener("click", function () {
      var what = button.getAttribute("data-zoom");
      if (what === "reset") reset(); else zoom(what === "in" ? 1.6 : 1 / 1.6);
    });
  });
  svg.classList.add("live");
  svg.setAttribute("tabindex", "0");
  window.addEventListener("resize", show);
  show();
})();
