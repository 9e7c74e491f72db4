(function () {
  "use strict";
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (part) { part.open = true; });
  });
  var form = document.querySelector(".filter");
  var rows = Array.from(document.querySelectorAll("#levels tbody tr"));
  if (!form || !rows.length) return;
  var search = form.querySelector("input");
  var choices = Array.from(form.querySelectorAll("select"));
  var count = form.querySelector("output");
  var words = rows.map(function (row) { return row.textContent.toLocaleLowerCase(); });

  function show() {
    var wanted = search.value.toLocaleLowerCase().split(" ").filter(Boolean);
    var shown = 0;
    rows.forEach(function (row, index) {
      var fits = wanted.every(function (word) { return words[index].includes(word); }) &&
        choices.every(function (choice) {
          return !choice.value || row.cells[Number(choice.getAttribute("data-column"))].textContent === choice.value;
        });
      row.classList.toggle("out", !fits);
      if (fits) shown += 1;
    });
    count.textContent = shown + " / " + rows.length;
  }
  search.addEventListener("input", show);
  choices.forEach(function (choice) { choice.addEventListener("change", show); });
  form.hidden = false;
  show();
})();
