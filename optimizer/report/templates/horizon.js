(function () {
  "use strict";
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (part) { part.open = true; });
  });
  var tabs = document.querySelector(".tabs");
  var maps = Array.from(document.querySelectorAll(".day-map"));
  function fit(svg) {
    var pixels = (svg.clientWidth || 1000) / svg.viewBox.baseVal.width;
    svg.style.setProperty("--k", 1 / pixels);
    svg.setAttribute("data-level", pixels < 0.6 ? 0 : pixels < 0.9 ? 1 : 2);
  }
  function choose(key) {
    maps.forEach(function (map) {
      map.hidden = map.id !== "map-" + key;
      if (!map.hidden) fit(map.querySelector("svg.map-svg"));
    });
    buttons.forEach(function (button) {
      var on = button.getAttribute("data-day") === key;
      button.setAttribute("aria-selected", String(on));
      button.tabIndex = on ? 0 : -1;
    });
  }
  var buttons = tabs ? Array.from(tabs.querySelectorAll("button")) : [];
  if (buttons.length > 1) {
    tabs.hidden = false;
    buttons.forEach(function (button, index) {
      button.addEventListener("click", function () { choose(button.getAttribute("data-day")); });
      button.addEventListener("keydown", function (event) {
        var step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
        var next = step && buttons[index + step];
        if (next) { choose(next.getAttribute("data-day")); next.focus(); }
      });
    });
    choose(buttons[0].getAttribute("data-day"));
  } else {
    maps.forEach(function (map) { fit(map.querySelector("svg.map-svg")); });
  }
  window.addEventListener("resize", function () {
    maps.forEach(function (map) { if (!map.hidden) fit(map.querySelector("svg.map-svg")); });
  });
  document.querySelectorAll("[data-route]").forEach(function (element) {
    element.addEventListener("click", function () {
      var part = element.closest(".day-map");
      var number = element.getAttribute("data-route");
      var on = !element.classList.contains("on");
      part.classList.toggle("has-on", on);
      part.querySelectorAll("[data-route]").forEach(function (other) {
        var its = on && other.getAttribute("data-route") === number;
        other.classList.toggle("on", its);
        if (other.tagName === "BUTTON") other.setAttribute("aria-pressed", String(its));
      });
    });
  });
  var form = document.querySelector(".filter");
  var rows = Array.from(document.querySelectorAll(".board tbody tr.ward"));
  if (!form || !rows.length) return;
  var search = form.querySelector("input");
  var count = form.querySelector("output");
  var words = rows.map(function (row) { return row.getAttribute("data-words").toLocaleLowerCase(); });
  function show() {
    var wanted = search.value.toLocaleLowerCase().split(" ").filter(Boolean);
    var shown = 0;
    rows.forEach(function (row, index) {
      var fits = wanted.every(function (word) { return words[index].includes(word); });
      row.classList.toggle("out", !fits);
      if (fits) shown += 1;
    });
    document.querySelectorAll(".board tbody tr.site").forEach(function (head) {
      var next = head.nextElementSibling;
      var any = false;
      while (next && next.classList.contains("ward")) {
        any = any || !next.classList.contains("out");
        next = next.nextElementSibling;
      }
      head.classList.toggle("out", !any);
    });
    count.textContent = shown + " / " + rows.length;
  }
  search.addEventListener("input", show);
  form.hidden = false;
  show();
})();
