import type { Claim, Thing } from "./things";
import { country } from "./format";
import { t, type Sentence } from "./texts";

export type End = { stakeholder?: Thing | null; initiative?: Thing | null } | null | undefined;

/** An end of a flow, as a sentence names it. */
export function end(e: End): Sentence {
  if (e?.stakeholder && e.initiative) return [e.stakeholder, t.sentence.with, e.initiative];
  const only = e?.stakeholder ?? e?.initiative;
  return only ? [only] : [t.unknownBody];
}

function whose(c: { stakeholder?: Thing | null; about?: Thing | null }): Sentence {
  return end({ stakeholder: c.stakeholder, initiative: c.about });
}

/** What the claim's own dates are, in words; empty if it has none. */
function dates(c: Claim): string {
  if (!("start" in c) || ("datedBy" in c && c.datedBy === "INITIATIVE")) return "";
  const when = t.when(c.start, c.end, c.__typename === "Flow");
  return when && ", " + when;
}

/** What a claim says, as a sentence. */
export function say(c: Claim): Sentence {
  const [first = "", ...rest] = said(c);
  return [typeof first === "string" ? first.charAt(0).toUpperCase() + first.slice(1) : first, ...rest];
}

function said(c: Claim): Sentence {
  const s = t.sentence;
  switch (c.__typename) {
    case "Participation": {
      let who: Sentence = [c.stakeholder ?? t.unknownBody];
      if (c.group) who = [...s.group(c.group.label, c.group.country), ...(c.group.appointedBy ? [s.appointed, c.group.appointedBy] : [])];
      else if (c.unnamedUnits) who = s.units(who);
      const out: Sentence =
        c.role === "COORDINATED_WITH" ? [c.initiative ?? t.unknownBody, s.coordinated, ...who] : [...who, s.role(c.role), c.initiative ?? t.unknownBody];
      if (c.capacity) out.push(s.as(c.capacity));
      if (c.delegationOf) out.push(s.delegation, c.delegationOf);
      if (c.headcount) out.push(s.persons(c.headcount.value, c.headcount.qualifier));
      return [...out, dates(c)];
    }
    case "Flow": {
      const amount = c.amount?.amount;
      const back = amount?.startsWith("-");
      const out: Sentence = [...end(c.provider), back ? s.taken : s.flow(c.flowType), ...end(c.recipient)];
      c.hops.forEach((h, i) => out.push(i ? s.and : s.through, ...end(h)));
      if (c.inKind) out.push(`: «${c.inKind}»`);
      const money = back ? { ...c.amount, amount: amount!.slice(1) } : c.amount;
      out.push("; " + t.amount(money) + dates(c));
      if (c.reportedBy && s.reported[c.reportedBy]) out.push(` (${s.reported[c.reportedBy]})`);
      return out;
    }
    case "Plan":
      return [
        ...end(c.provider), s.plans, ...(c.recipient ? [...end(c.recipient), " "] : []),
        `${t.amount(c.amount)} (${c.planType.toLowerCase().replaceAll("_", " ")})`, ...(c.place ? [s.for, c.place] : []), dates(c),
      ];
    case "Affiliation":
      return [c.stakeholder ?? t.unknownBody, s.link(c.affiliationType), c.to, dates(c)];
    case "InitiativeLink":
      return [c.from, s.link(c.linkType), c.linkedTo, dates(c)];
    case "Presence": {
      const out: Sentence = [c.stakeholder ?? t.unknownBody, s.works];
      if (c.theme) out.push(s.on, c.theme);
      if (c.place) out.push(s.in, c.place);
      else if (c.country) out.push(s.in, country(c.country));
      if (c.targetGroup) out.push(s.target(c.targetGroup));
      if (c.within) out.push(s.within, c.within);
      if (c.presenceRole) out.push(s.presenceRole(c.presenceRole));
      return [...out, dates(c)];
    }
    case "Classification":
      return [
        ...whose(c), ...(c.theme ? [s.about, c.theme] : [s.link("LOCATED_IN"), c.place ?? ""]),
        c.percentage ? s.share(c.percentage) : "",
      ];
    case "DocumentLink":
      return [c.document, s.about, ...whose(c)];
    case "Result": {
      const out: Sentence = [...whose(c), `: ${s.figure(c.value, c.qualifier, c.measure)} ${c.label}`];
      if (c.people) out.push(` (${c.people})`);
      if (c.place) out.push(s.and, c.place);
      if (c.percentOfTarget) out.push(s.ofTarget(c.percentOfTarget));
      if (c.cumulative) out.push(s.cumulative);
      return [...out, dates(c)];
    }
    case "Finding": {
      const out: Sentence = [s.finding(c.findingType, c.number), s.on, ...whose(c), `: ${c.text}`];
      for (const r of c.ratings) out.push(s.rated(r.dimension, r.value, r.scale));
      if (c.addressedTo) {
        out.push(s.to(c.addressedTo.mode === "ANY" && c.addressedTo.list.length > 1));
        c.addressedTo.list.forEach((x, i) => {
          if (i) out.push(s.and);
          out.push(x.stakeholder);
        });
      }
      return open(out);
    }
    case "ExchangeRate":
      return [s.rate(c.day, c.currency, c.rate, c.worthIn)];
  }
  return [s.unknown];
}

/** A sentence without its full stop: who shows it sets one. */
function open(s: Sentence): Sentence {
  return s.map((p, i) => (i === s.length - 1 && typeof p === "string" ? p.replace(/\.$/, "") : p));
}

/** A sentence without links. */
export function plain(s: Sentence): string {
  return s.map((p) => (typeof p === "string" ? p : p.name)).join("");
}
