package nl.mgz.gateway.careplan;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.jspecify.annotations.Nullable;

/**
 * Which answer of the PZP form means what, by its linkId: a file of the terminology module, because the form changes with every
 * version of the guide and what is done with an answer does not.
 *
 * @param questionnaires canonicals of the form, without version
 * @param filledIn the day of the conversation
 * @see <a href="https://api.iknl.nl/docs/pzp/r4/Questionnaire-ACP-zib2020.html">the form</a>
 */
record PzpForm(
        String id,
        String version,
        String title,
        String source,
        List<String> questionnaires,
        String filledIn,
        String goal,
        Capacity capacity,
        List<Limit> directives,
        List<Wish> observations,
        Person representative,
        Person firstContact) {

    private static final String FILE = "/nl/mgz/terminology/forms/acp-zib2020.json";

    private static final PzpForm FORM = load();

    /** @param answers the question as each version numbers it: a yes or no by code or as a boolean */
    record Capacity(List<String> answers, String comment) {}

    /**
     * One treatment.
     *
     * @param code of SNOMED CT; none where the answer itself says which treatment
     * @param asOther not in the guide's list of treatments, and so sent as another one, by its text
     */
    record Limit(
            String decision,
            @Nullable String code,
            String treatment,
            @Nullable String otherwise,
            String comment,
            boolean asOther) {}

    /** A wish or a finding, with SNOMED CT codes of what and how. */
    record Wish(
            String code,
            String value,
            @Nullable String comment,
            @Nullable String method) {}

    /** @param role that the place in the form gives somebody (COD472) */
    record Person(
            String role,
            String given,
            String prefix,
            String family,
            String phones,
            String phone,
            String phoneKind,
            String email,
            List<String> relations,
            @Nullable String isFirstContact) {}

    static PzpForm get() {
        return FORM;
    }

    boolean isAnsweredBy(QuestionnaireResponse response) {
        String asked = String.valueOf(response.getQuestionnaire());
        int version = asked.indexOf('|');
        return questionnaires.contains(version < 0 ? asked : asked.substring(0, version));
    }

    private static PzpForm load() {
        try (InputStream file = Objects.requireNonNull(PzpForm.class.getResourceAsStream(FILE), FILE)) {
            return JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build()
                    .readValue(file, PzpForm.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
