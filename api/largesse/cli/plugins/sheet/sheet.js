for (const gift of document.querySelectorAll('.gift')) {
  const moving = gift.querySelector('.moving')
  const sound = gift.querySelector('audio')
  let times = 0
  gift.querySelector('button').addEventListener('click', () => {
    // Another address of the same picture begins anew.
    if (moving.tagName === 'IMG') moving.src = `${moving.src.split('#')[0]}#${++times}`
    for (const each of [moving, sound]) {
      if (!each?.play) continue
      each.currentTime = 0
      each.play()
    }
  })
}
