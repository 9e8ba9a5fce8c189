// docs/operations.md tells why
;(function () {
  var FEATURES = {
    notifications: { name: '系统通知', there: 'Notification' in window, secure: true },
    offline: { name: '离线填报', there: 'serviceWorker' in navigator, secure: true },
    location: { name: '定位', there: 'geolocation' in navigator, secure: true },
    wakelock: { name: '屏幕常亮', there: 'wakeLock' in navigator, secure: true }
  }

  function element(name, text, css) {
    var made = document.createElement(name)
    if (text) made.appendChild(document.createTextNode(text))
    made.style.cssText = css || ''
    return made
  }

  function show(kind, title, lines, css) {
    var box = element('div', '', css + ';position:fixed;z-index:2147483647;background:#0b131c;color:#e9f1f4;font-family:sans-serif;line-height:1.6')
    box.setAttribute('role', 'alert')
    box.setAttribute('data-browser-check', kind)
    box.appendChild(element('p', title, 'margin:0 0 8px;font-size:24px;font-weight:bold'))
    for (var i = 0; i < lines.length; i++) box.appendChild(element('p', lines[i], 'margin:0 0 6px;font-size:18px'))
    document.body.appendChild(box)
    return box
  }

  function versionOf(agent) {
    var match = /(?:Chrome|Chromium)\/(\d+)/.exec(agent)
    if (match) return 'Chrome ' + match[1]
    match = /Firefox\/(\d+)/.exec(agent)
    if (match) return 'Firefox ' + match[1]
    match = /Version\/(\d+(?:\.\d+)?).*Safari/.exec(agent)
    if (match) return 'Safari ' + match[1]
    return /MSIE|Trident/.test(agent) ? 'Internet Explorer' : ''
  }

  function supports(name, value) {
    return !!(window.CSS && window.CSS.supports && window.CSS.supports(name, value))
  }

  function tooOld() {
    return !supports('color', 'color-mix(in oklab, red, blue)') || !('noModule' in document.createElement('script')) || !window.Promise
  }

  function missing() {
    var meta = document.querySelector ? document.querySelector('meta[name="gridsight-needs"]') : null
    var names = meta ? (meta.getAttribute('content') || '').split(/\s+/) : []
    var found = []
    for (var i = 0; i < names.length; i++) {
      var feature = FEATURES.hasOwnProperty(names[i]) ? FEATURES[names[i]] : null
      if (feature && (!feature.there || (feature.secure && window.isSecureContext === false))) found.push(feature.name)
    }
    return found
  }

  function check() {
    var version = versionOf(navigator.userAgent)
    if (tooOld()) {
      show(
        'old',
        '此浏览器版本过旧，无法显示本页',
        [
          (version ? '当前浏览器：' + version + '。' : '') + '本页需要 Chrome 或 Edge 111、Firefox 113、Safari 16.4 或更新的版本。',
          '原因：旧版浏览器缺少本页使用的样式和脚本功能（如 color-mix），显示会残缺，数据可能有误。',
          '请升级浏览器后重新打开。'
        ],
        'top:0;left:0;right:0;bottom:0;padding:12%'
      )
      return
    }
    var names = missing()
    if (names.length === 0) return
    var why =
      window.isSecureContext === false
        ? '原因：本页通过 http 打开，浏览器只在 https 或本机地址下提供这些功能。请改用 https 地址（管理员设置 TLS_CERT、TLS_KEY 或 PUBLIC_ORIGIN）。'
        : '原因：此浏览器' + (version ? '（' + version + '）' : '') + '没有这些功能。'
    var box = show('limited', '以下功能不可用：' + names.join('、'), [why], 'left:0;right:0;bottom:0;padding:16px 24px')
    var button = element('button', '知道了', 'font-size:18px;padding:4px 16px')
    button.onclick = function () {
      document.body.removeChild(box)
    }
    box.appendChild(button)
  }

  if (document.readyState === 'loading' && document.addEventListener) document.addEventListener('DOMContentLoaded', check)
  else if (document.body) check()
  else window.attachEvent('onload', check)
})()
