package nl.mgz.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import nl.mgz.gateway.http.Gateway;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Purpose;
import nl.mgz.gateway.identity.Ura;
import nl.mgz.gateway.loading.Bearer;
import nl.mgz.gateway.walk.Permissions;
import org.junit.jupiter.api.Test;

/** What adding a partner puts into the directory, and what an operator sees of who may do what. */
class DirectoryTest {

    private final Gateway gateway = Gateway.shared();
    private final Bearer operator = gateway.client(
            "directory-operator", "99999940", OrganizationKind.OPERATOR, "system/*.cruds", Purpose.HOPERAT);

    @Test
    void aPartnerIsFoundByItsUraWithWhereItsSystemIs() throws Exception {
        Directory directory = new Directory(gateway.base(), operator);
        String address = "https://fhir.dezijl.example/" + System.nanoTime();
        String first = directory.publish(new Ura("90009901"), "Praktijk De Zijl", OrganizationKind.GP, address);
        assertThat(first).contains("is in the directory", address);
        assertThat(directory.publish(new Ura("90009901"), "Andere naam", OrganizationKind.GP, address))
                .contains("was already in the directory");
        Gateway.Answer found = gateway.get("Organization?identifier=" + Ura.SYSTEM + "%7C90009901");
        assertThat(found.matches())
                .singleElement()
                .satisfies(one -> assertThat(one.toString()).contains("Praktijk De Zijl"));
        String id = found.matches().get(0).path("id").asText();
        assertThat(gateway.get("Endpoint?organization=Organization/" + id).matches())
                .singleElement()
                .satisfies(one -> assertThat(one.path("address").asText()).isEqualTo(address));
    }

    @Test
    void whoMayNotChangeTheDirectoryIsToldSo() throws Exception {
        Bearer auditor = gateway.client(
                "directory-auditor", "99999941", OrganizationKind.AUDITOR, "system/*.cruds", Purpose.HCOMPL);
        Directory directory = new Directory(gateway.base(), auditor);
        assertThatThrownBy(() -> directory.publish(new Ura("90009902"), "X", OrganizationKind.GP, null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("403");
    }

    @Test
    void anOperatorSeesWhatEachKindMayDo() {
        assertThat(Permissions.of(OrganizationKind.AUDITOR)).anyMatch(line -> line.contains("AuditEvent"));
        assertThat(Permissions.of(OrganizationKind.AUDITOR)).noneMatch(line -> line.contains("Condition"));
        assertThat(Permissions.of(OrganizationKind.TRIAGE))
                .anyMatch(line -> line.matches("read search: .*CarePlan.*"))
                .anyMatch(line -> line.matches("create read update delete search: .*Encounter.*"));
        assertThat(Permissions.of(OrganizationKind.PATIENT_APP))
                .isEqualTo(List.of(
                        "create read update delete search: Subscription",
                        "access log: Patient/[id]/$access-log",
                        "choices: Patient/[id]/$choices, Consent/$decide"));
    }
}
