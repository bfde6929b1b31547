/* Charts: <div class="chart" data-chart="trend|bump|bars" data-from="ID of a JSON script" role="img" aria-label="…">.
   Colours come from the tokens. Tooltips are rich text, because HTML ones would need inline styles (CSP).
   The same numbers must stand in a table nearby.
   trend: {labels, unit, min, max, series: [{name, values, low, high}], target: {value, label}}
   bump:  {labels, last, opening (for each label: ranks from before the portal), series: [{name, values (ranks), strong}]}
   bars:  {labels, unit, series: [{name, values}]} */
(function () {
  'use strict';
  var css = getComputedStyle(document.documentElement);
  function token(name) { return css.getPropertyValue('--' + name).trim(); }
  function merge() { return Object.assign.apply(null, [{}].concat(Array.prototype.slice.call(arguments))); }

  var LINES = ['g-1', 'g-2', 'g-3', 'g-4'];
  var DASHES = ['solid', 'dashed', 'dotted', 'solid'];
  var SYMBOLS = ['circle', 'diamond', 'triangle', 'rect'];

  function base() {
    return {
      animation: false,
      textStyle: { fontFamily: token('font'), fontSize: 12, color: token('ink-2') },
      grid: { left: 48, right: 16, top: 16, bottom: 26 },
      tooltip: {
        trigger: 'axis', renderMode: 'richText', backgroundColor: token('surface'), borderColor: token('line-strong'),
        textStyle: { color: token('ink'), fontSize: 12 }
      }
    };
  }
  function axis(more) {
    return merge({
      axisLine: { lineStyle: { color: token('line-strong') } }, axisTick: { show: false },
      axisLabel: { color: token('ink-2'), fontSize: 12 }, splitLine: { lineStyle: { color: token('line') } }
    }, more);
  }
  function categories(data) { return axis({ type: 'category', data: data.labels, boundaryGap: false }); }
  function values(data) {
    return axis({
      type: 'value', min: data.min, max: data.max, scale: data.min === undefined,
      axisLabel: { color: token('ink-2'), fontSize: 12, formatter: '{value}' + (data.unit || '') }
    });
  }

  /* The interval around a line: an invisible line at its foot and a shaded one stacked on it. */
  function bandOf(line, index) {
    var hidden = { type: 'line', stack: 'band' + index, stackStrategy: 'all', symbol: 'none', lineStyle: { opacity: 0 }, silent: true, tooltip: { show: false } };
    return [
      merge(hidden, { data: line.low }),
      merge(hidden, {
        data: line.high.map(function (high, at) { return high === null ? null : +(high - line.low[at]).toFixed(4); }),
        areaStyle: { color: token(LINES[index % 4]), opacity: .16 }
      })
    ];
  }
  function lineOf(line, index) {
    return {
      name: line.name, type: 'line', data: line.values, color: token(LINES[index % 4]), symbol: SYMBOLS[index % 4], symbolSize: 6,
      showAllSymbol: true, lineStyle: { width: 2, type: DASHES[index % 4] }
    };
  }
  /* Ranks from before the portal are rings. */
  function withRings(ranks, opening) {
    return ranks.map(function (rank, at) {
      return opening && opening[at] && rank !== null ? { value: rank, symbol: 'emptyCircle' } : rank;
    });
  }
  function targetOf(target) {
    return {
      silent: true, symbol: 'none', data: [{ yAxis: target.value }], lineStyle: { color: token('g-2'), type: 'dashed' },
      label: { formatter: target.label, position: 'insideEndTop', color: token('ink') }
    };
  }

  var draw = {
    trend: function (data) {
      var lines = [];
      data.series.forEach(function (line, index) {
        if (line.low) { lines = lines.concat(bandOf(line, index)); }
        var drawn = lineOf(line, index);
        if (index === 0 && data.target) { drawn.markLine = targetOf(data.target); }
        lines.push(drawn);
      });
      var many = data.series.length > 1;
      return {
        tooltip: merge(base().tooltip, { valueFormatter: function (value) { return value === null || value === undefined ? '—' : value + (data.unit || ''); } }),
        grid: { left: 48, right: 16, top: many ? 36 : 16, bottom: 26 }, xAxis: categories(data), yAxis: values(data), series: lines,
        legend: many ? { top: 0, left: 40, data: data.series.map(function (line) { return line.name; }), textStyle: { color: token('ink-2') } } : undefined
      };
    },
    bump: function (data) {
      var strong = 0;
      return {
        grid: { left: 30, right: 128, top: 12, bottom: 26 }, xAxis: categories(data),
        yAxis: axis({ type: 'value', inverse: true, min: 1, max: data.last, interval: 1 }),
        /* one line at a time: a list of all would be taller than the canvas, which cuts rich text off */
        tooltip: merge(base().tooltip, { trigger: 'item', formatter: '{b}  {a}  {c}' }),
        series: data.series.map(function (line) {
          var look = line.strong ? strong++ : 3;
          return {
            name: line.name, type: 'line', data: withRings(line.values, data.opening), symbol: SYMBOLS[line.strong ? look % 4 : 0], symbolSize: 7, showAllSymbol: true,
            color: token(LINES[look % 4]), lineStyle: { width: line.strong ? 2.5 : 1.2, type: line.strong ? DASHES[look % 4] : 'solid' },
            z: line.strong ? 3 : 2, emphasis: { focus: 'series' },
            endLabel: {
              show: true, formatter: '{c} {a}', distance: 8, width: 108, overflow: 'truncate',
              color: token(line.strong ? 'ink' : 'ink-2'), fontWeight: line.strong ? 700 : 400
            }
          };
        })
      };
    },
    bars: function (data) {
      return {
        xAxis: merge(categories(data), { boundaryGap: true }), yAxis: values(data),
        series: data.series.map(function (bars, index) {
          return { name: bars.name, type: 'bar', data: bars.values, color: token(LINES[index % 4]), barMaxWidth: 28 };
        })
      };
    }
  };

  function show(element) {
    var source = document.getElementById(element.dataset.from);
    if (!source || echarts.getInstanceByDom(element)) { return; }
    var chart = echarts.init(element, null, { renderer: 'canvas' });
    chart.setOption(merge(base(), draw[element.dataset.chart](JSON.parse(source.textContent))));
    new ResizeObserver(function () { chart.resize(); }).observe(element);
  }
  function showAll() { Array.prototype.forEach.call(document.querySelectorAll('[data-chart]'), show); }
  showAll();
  document.addEventListener('htmx:load', showAll);
}());
