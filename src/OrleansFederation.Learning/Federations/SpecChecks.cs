using OrleansFederation.Errors;

namespace OrleansFederation.Federations;

/// <summary>Checks what a schema cannot say: names, shapes, and settings that contradict one another.</summary>
internal static class SpecChecks
{
    // A client's id adds a dot and an ordinal to the federation's name, and baselines add a word.
    private const int LongestName = 80;

    /// <summary>Runs every check.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="problems">What the schema found; what the checks find is added.</param>
    public static void Run(FederationSpec spec, List<Problem> problems)
    {
        SpecFindings findings = new(problems);
        if (findings.Sound("federation") && spec.Name.Length > LongestName)
        {
            findings.Add(FederationErrors.InvalidName.At("federation", $"the name has {spec.Name.Length} characters, which leaves no room for the names of its clients", $"Choose a name of at most {LongestName} characters."));
        }

        new ProgramChecks(spec, findings).Run();
        new ModelChecks(spec, findings).Run();
        new PreprocessingChecks(spec, findings).Run();
        new PluginChecks(spec, findings).Run();
        new ClientChecks(spec, findings).Run();
        new RoundChecks(spec, findings).Run();
        new AsyncChecks(spec, findings).Run();
        new SelectionChecks(spec, findings).Run();
        new TrainingChecks(spec, findings).Run();
        if (spec.Server is { } server)
        {
            ScheduleChecks.Run(server.Schedule, "server.schedule", spec.Rounds, findings);
        }

        new StopChecks(spec, findings).Run();
        new ObjectiveChecks(spec, findings).Run();
        new VariateChecks(spec, findings).Run();
        new PersonalChecks(spec, findings).Run();
        new ClusteringChecks(spec, findings).Run();
        new FilterChecks(spec, findings).Run();
        new AggregationChecks(spec, findings).Run();
        new NormalisedChecks(spec, findings).Run();
        new DefenceChecks(spec, findings).Run();
        new AttackChecks(spec, findings).Run();
        new FoldChecks(spec, findings).Run();
    }
}
