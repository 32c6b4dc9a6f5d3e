package nl.mgz.gateway.consent.choice;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import nl.mgz.gateway.consent.AccessRequest.OrgCategory;
import nl.mgz.gateway.consent.AccessRequest.Purpose;
import nl.mgz.gateway.consent.AccessRequest.Role;
import nl.mgz.gateway.consent.Decider;
import nl.mgz.gateway.consent.Decision;
import nl.mgz.gateway.consent.Outcome;
import nl.mgz.gateway.consent.PatientConsents;
import nl.mgz.gateway.consent.Rule;
import nl.mgz.gateway.consent.Standing;
import nl.mgz.gateway.consent.choice.Explanation.Answer;
import nl.mgz.gateway.consent.choice.Explanation.Change;
import nl.mgz.gateway.consent.choice.Explanation.Difference;
import nl.mgz.gateway.consent.fhir.PatientRecord;
import org.hl7.fhir.r4.model.Consent;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Asks the rules what they would decide, and says why. Shows nothing of the data that is asked about but its kind. */
@Component
public class Explaining {

    private final Organisations organisations;
    private final Recording recording;

    Explaining(Organisations organisations, Recording recording) {
        this.organisations = organisations;
        this.recording = recording;
    }

    /**
     * Answers a question.
     *
     * @param data what it is about, at least one
     * @param consents the patient's privacy Consents by id
     * @param draft a Consent to try; null: none
     */
    public Explanation explain(
            Question question,
            PatientRecord record,
            List<Data> data,
            Map<String, Consent> consents,
            @Nullable Consent draft) {
        Organisations.Register register = organisations.now();
        DecisionWords words = new DecisionWords(record, consents);
        String who = register.name(question.organization());
        Decider decider = record.consents().decider(question.request(record));
        Map<List<Object>, Answer> answers = new LinkedHashMap<>();
        for (Data one : data) {
            Decision decision = decider.decide(one.item());
            answers.computeIfAbsent(
                    List.of(
                            one.category(),
                            one.dutch(),
                            decision.rule(),
                            decision.reasons().results()),
                    key -> new Answer(
                            one.category(),
                            one.confidentiality(),
                            one.sensitivity(),
                            decision,
                            words.sentence(who, List.of(one.dutch()), decision)));
        }
        List<Answer> all = List.copyOf(answers.values());
        Map<String, Standing> notCounting = new LinkedHashMap<>();
        record.consents().standings(question.at()).forEach((id, standing) -> {
            if (!standing.counts()) {
                notCounting.put(id, standing);
            }
        });
        return new Explanation(
                question,
                all,
                notCounting,
                text(who, all, words),
                draft == null ? null : change(question, record, data, draft, register));
    }

    /** What was decided by the same rule and the same choices. */
    private record Alike(Decision decision, Set<String> what) {}

    /** One sentence for what was decided alike. */
    private static String text(String who, List<Answer> answers, DecisionWords words) {
        Map<List<Object>, Alike> all = new LinkedHashMap<>();
        for (Answer answer : answers) {
            Decision decision = answer.decision();
            all.computeIfAbsent(
                            List.of(decision.rule(), decision.reasons().consents()),
                            key -> new Alike(decision, new LinkedHashSet<>()))
                    .what()
                    .add(DutchWords.data(answer.category(), answer.sensitivity(), answer.confidentiality()));
        }
        return all.values().stream()
                .map(alike -> words.sentence(who, alike.what(), alike.decision()))
                .collect(Collectors.joining("\n"));
    }

    /**
     * What a draft would change for every organisation of the region, as if each had the patient in care: in treatment, and
     * for those who answer emergencies in an emergency too.
     */
    public Change change(
            Question question, PatientRecord record, List<Data> data, Consent draft, Organisations.Register register) {
        PatientConsents after = recording.with(draft, record);
        List<Difference> gains = new ArrayList<>();
        List<Difference> losses = new ArrayList<>();
        for (Organisations.Organisation organisation : register.all()) {
            if (organisation.category() == null) {
                continue;
            }
            compare(
                    question.as(organisation, question.role(), question.purpose()),
                    organisation,
                    record,
                    after,
                    data,
                    gains,
                    losses);
            boolean answers =
                    organisation.category() == OrgCategory.TRIAGE || organisation.category() == OrgCategory.EMERGENCY;
            if (answers && question.purpose() != Purpose.ETREAT) {
                Question emergency = question.as(organisation, Role.PHYSICIAN, Purpose.ETREAT);
                compare(emergency, organisation, record, after, data, gains, losses);
            }
        }
        Standing standing = recording.standing(draft, record, question.at());
        return new Change(standing, gains, losses, changeText(standing, gains, losses));
    }

    /** What a draft would change from now on for those who treat the patient. */
    public Change change(String patientId, PatientRecord record, List<Data> data, Consent draft, java.time.Instant at) {
        Question anybody =
                new Question(patientId, "", null, Role.CARE_PROFESSIONAL, null, Purpose.TREAT, null, false, at);
        return change(anybody, record, data, draft, organisations.now());
    }

    private static void compare(
            Question question,
            Organisations.Organisation organisation,
            PatientRecord record,
            PatientConsents after,
            List<Data> data,
            List<Difference> gains,
            List<Difference> losses) {
        Decider now = record.consents().decider(question.request(record));
        Decider then = after.decider(question.request(record));
        Map<String, Difference> found = new LinkedHashMap<>();
        for (Data one : data) {
            Decision before = now.decide(one.item());
            Decision next = then.decide(one.item());
            if (open(before) != open(next)) {
                found.putIfAbsent(
                        one.dutch() + (open(next) > open(before)),
                        new Difference(organisation, one, question.purpose().name(), before, next));
            }
        }
        found.values().forEach(one -> (open(one.after()) > open(one.before()) ? gains : losses).add(one));
    }

    /** How far a decision opens something: not, after a declaration, at once. */
    private static int open(Decision decision) {
        return decision.outcome() == Outcome.PERMIT || decision.rule() == Rule.O1
                ? 2
                : decision.outcome() == Outcome.BREAK_GLASS ? 1 : 0;
    }

    private static String changeText(Standing standing, List<Difference> gains, List<Difference> losses) {
        List<String> sentences = new ArrayList<>();
        standing.faults()
                .forEach(fault ->
                        sentences.add("Zo telt deze keuze niet (" + fault.rule() + "). " + FaultWords.dutch(fault)));
        if (gains.isEmpty() && losses.isEmpty()) {
            sentences.add("Met deze keuze verandert er niets: niemand krijgt meer of minder te zien.");
        }
        tell(gains, " erbij zien: ", sentences);
        tell(losses, " niet meer zien: ", sentences);
        return String.join("\n", sentences);
    }

    private static void tell(List<Difference> differences, String verb, List<String> sentences) {
        Map<String, List<Difference>> byWho = differences.stream()
                .collect(Collectors.groupingBy(
                        one -> one.organisation().name() + " kan"
                                + (one.purpose().equals("ETREAT") ? " in een noodgeval" : ""),
                        LinkedHashMap::new,
                        Collectors.toList()));
        byWho.forEach((who, all) -> {
            Set<String> what = new LinkedHashSet<>();
            all.forEach(one -> what.add(one.data().dutch()));
            sentences.add(who + verb + DutchWords.and(what) + ".");
        });
    }
}
