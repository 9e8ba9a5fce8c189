/** @module-tag pages */
import { theCards } from './desk/cards'
import { theClosedLoop } from './desk/closed-loop'
import { theCorrections } from './desk/corrections'
import { theEntrance } from './desk/entrance'
import { theEventList } from './desk/event-list'
import { theFigures } from './desk/figures'
import { manyHands } from './desk/hands'
import { theLifeCycle } from './desk/life-cycle'
import { openDesk } from './desk/world'

// one server for all of them, since to start one costs as much as a test
const desk = openDesk()
theClosedLoop(desk)
theLifeCycle(desk)
theCards(desk)
theCorrections(desk)
theFigures(desk)
manyHands(desk)
theEntrance(desk)
theEventList(desk)
