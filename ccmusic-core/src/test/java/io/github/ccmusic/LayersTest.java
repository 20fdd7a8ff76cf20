package io.github.ccmusic;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The arrows between the rooms; all three modules stand on this one's class path. */
class LayersTest {
    private static JavaClasses house;

    @BeforeAll
    static void enter() {
        house = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                // which does not know a module's tests once they are packed
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages("io.github.ccmusic");
    }

    @Test
    void seesAllThreeModules() {
        Set<String> packages = house.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
        assertThat(packages)
                .contains("io.github.ccmusic", "io.github.ccmusic.cqt.audio", "io.github.ccmusic.models.checkpoint");
    }

    @Test
    void theEngineIsSeenOnlyInModelsDjl() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.github.ccmusic.models.djl..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ai.djl..")
                .check(house);
    }

    @Test
    void micrometerIsSeenOnlyInTheRoomNamedAfterIt() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.github.ccmusic.micrometer")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.micrometer..")
                .check(house);
    }

    @Test
    void theFrontEndAndTheModelsDoNotKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage("io.github.ccmusic.cqt..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("io.github.ccmusic..").and(not(resideInAPackage("io.github.ccmusic.cqt.."))))
                .check(house);
        noClasses()
                .that()
                .resideInAPackage("io.github.ccmusic.models..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.github.ccmusic..")
                        .and(not(resideInAPackage("io.github.ccmusic.models.."))))
                .check(house);
    }

    @Test
    void theFrontEndStandsOnTheJdkAndOneTransformLibrary() {
        classes()
                .that()
                .resideInAPackage("io.github.ccmusic.cqt..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "javax.sound.sampled..",
                        "javax.imageio..",
                        "org.jtransforms..",
                        "org.jspecify..",
                        "com.sun.jna..", // optional: only to keep FFmpeg quiet
                        "io.github.ccmusic.cqt..")
                .check(house);
    }

    @Test
    void packagesHaveNoCycles() {
        SliceAssignment byPackage = new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
                return SliceIdentifier.of(javaClass.getPackageName());
            }

            @Override
            public String getDescription() {
                return "packages of io.github.ccmusic";
            }
        };
        slices().assignedFrom(byPackage).should().beFreeOfCycles().check(house);
    }

    @Test
    void publicSignaturesMentionOnlyTheJdkAndOurOwnTypes() {
        classes()
                .that()
                .areNotAnonymousClasses()
                .and()
                .resideOutsideOfPackage("io.github.ccmusic.micrometer")
                .should(mentionOnlyTheJdkAndOurOwnTypes())
                .check(house);
    }

    private static ArchCondition<JavaClass> mentionOnlyTheJdkAndOurOwnTypes() {
        return new ArchCondition<>("mention only java.* and io.github.ccmusic.* in what others can see") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!visible(type)) {
                    return;
                }
                type.getMembers().stream()
                        .filter(member -> visible(member.getModifiers()))
                        .forEach(member -> types(member)
                                .filter(mentioned -> !mentioned.isPrimitive()
                                        && !mentioned.getName().startsWith("java.")
                                        && !mentioned.getName().startsWith("io.github.ccmusic."))
                                .forEach(mentioned -> events.add(SimpleConditionEvent.violated(
                                        type, member.getFullName() + " mentions " + mentioned.getName()))));
            }
        };
    }

    private static boolean visible(JavaClass type) {
        return visible(type.getModifiers())
                && type.getEnclosingClass().map(LayersTest::visible).orElse(true);
    }

    private static boolean visible(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    private static Stream<JavaClass> types(JavaMember member) {
        Stream<JavaClass> mentioned = member.getAllInvolvedRawTypes().stream();
        if (member instanceof JavaCodeUnit code) {
            mentioned = Stream.concat(mentioned, code.getThrowsClause().getTypes().stream());
        }
        return mentioned.map(JavaClass::getBaseComponentType);
    }
}
