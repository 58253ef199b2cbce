'use strict';
// Days as ISO text: whole days compare as text. Months go by the calendar; a missing day becomes the 1st after.

const two = (n) => (n < 10 ? `0${n}` : `${n}`);
const lastDay = (year, month) => new Date(Date.UTC(year, month, 0)).getUTCDate();

function addDays(day, days) {
  if (!days) return day;
  return new Date(Date.parse(day) + days * 86400000).toISOString().slice(0, 10);
}

function addMonths(day, months) {
  if (!months) return day;
  const counted = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months;
  const [year, month, date] = [Math.floor(counted / 12), (counted % 12) + 1, Number(day.slice(8))];
  if (date <= lastDay(year, month)) return `${year}-${two(month)}-${two(date)}`;
  return month === 12 ? `${year + 1}-01-01` : `${year}-${two(month + 1)}-01`;
}

const after = (day, span) => addDays(addMonths(day, span.months), span.days);
const before = (day, span) => addDays(addMonths(day, -span.months), -span.days);

module.exports = { addDays, addMonths, after, before };
