package nl.mgz.bench.partition;

import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.param.TokenParam;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.IdType;

/** One thing that a caller does, with random subjects; the same seed gives the same subjects in every mode. */
enum Operation {
    LOAD("transaction of 46") {
        @Override
        void run(Loaded in, Random dice) {
            in.add();
        }
    },
    READ_PATIENT("read Patient by id") {
        @Override
        void run(Loaded in, Random dice) {
            in.storage().read(in.patient(dice.nextInt(in.count())));
        }
    },
    READ_AGAIN("read Observation, id cached") {
        @Override
        void run(Loaded in, Random dice) {
            // Few, so that nearly every call finds its row number in the node's memory.
            in.storage().read(in.any("Observation", dice.nextInt(2), dice));
        }
    },
    READ_NEW("read Observation, id not cached") {
        @Override
        void run(Loaded in, Random dice) {
            in.storage().forgetIds();
            in.storage().read(in.any("Observation", dice.nextInt(in.count()), dice));
        }
    },
    OBSERVATIONS("Observation?patient=&code=") {
        @Override
        void run(Loaded in, Random dice) {
            SearchParameterMap search = ofPatient(in.patient(dice.nextInt(in.count())));
            String code = Records.MEASUREMENTS.get(dice.nextInt(Records.MEASUREMENTS.size()));
            expect(3, in.storage().search("Observation", search.add("code", new TokenParam(Records.LOINC, code))));
        }
    },
    CONDITIONS("Condition?patient=") {
        @Override
        void run(Loaded in, Random dice) {
            expect(7, in.storage().search("Condition", ofPatient(in.patient(dice.nextInt(in.count())))));
        }
    },
    ORGANISATION("Organization?identifier=") {
        @Override
        void run(Loaded in, Random dice) {
            TokenParam ura = new TokenParam(Records.URA, Records.ura(dice.nextInt(Records.ORGANISATIONS)));
            expect(1, in.storage().search("Organization", new SearchParameterMap().add("identifier", ura)));
        }
    },
    ROLES("PractitionerRole?organization=") {
        @Override
        void run(Loaded in, Random dice) {
            IdType organisation = in.organisation(dice.nextInt(Records.ORGANISATIONS));
            SearchParameterMap search = new SearchParameterMap()
                    .add("organization", new ReferenceParam("Organization/" + organisation.getIdPart()));
            expect(Records.ROLES / Records.ORGANISATIONS, in.storage().search("PractitionerRole", search));
        }
    },
    BSN("Patient?identifier=") {
        @Override
        void run(Loaded in, Random dice) {
            TokenParam bsn = new TokenParam(Records.BSN, Records.bsn(dice.nextInt(in.count())));
            expect(1, in.storage().search("Patient", new SearchParameterMap().add("identifier", bsn)));
        }
    },
    UPDATE("update Condition") {
        @Override
        void run(Loaded in, Random dice) {
            // Of its own record for each thread and moment: two updates of one version would be a conflict.
            IdType id = in.any("Condition", dice.nextInt(in.count()), dice);
            synchronized (LOCKS[Math.floorMod(id.hashCode(), LOCKS.length)]) {
                Condition condition = (Condition) in.storage().read(id);
                condition.setId(id);
                condition.getCode().setText("herzien " + dice.nextInt());
                in.storage().update(condition);
            }
        }
    };

    private static final Object[] LOCKS = new Object[64];

    static {
        Arrays.setAll(LOCKS, i -> new Object());
    }

    private final String title;

    Operation(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** @throws IllegalStateException when the answer is not what was stored: a fast wrong answer is no result */
    abstract void run(Loaded in, Random dice);

    private static SearchParameterMap ofPatient(IdType patient) {
        return new SearchParameterMap().add("patient", new ReferenceParam("Patient/" + patient.getIdPart()));
    }

    private static void expect(int size, List<IBaseResource> found) {
        if (found.size() != size) {
            throw new IllegalStateException("expected " + size + " resources, found " + found.size());
        }
    }
}
