namespace OrleansFederation.Errors;

/// <summary>Carries one or more problems out of a call that cannot give its result.</summary>
[GenerateSerializer, Alias("of.federation-exception")]
public sealed class FederationException : Exception
{
    /// <summary>Makes an exception of one or more problems.</summary>
    /// <param name="problems">At least one problem; the first gives the exit code.</param>
    public FederationException(params Problem[] problems)
        : base(string.Join(Environment.NewLine, problems.Select(p => p.ToString())))
    {
        ArgumentOutOfRangeException.ThrowIfZero(problems.Length);
        Problems = problems;
    }

    /// <summary>Makes an exception of one problem that was caused by a fault below.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="inner">The fault below.</param>
    public FederationException(Problem problem, Exception inner) : base(problem.ToString(), inner) => Problems = [problem];

    /// <summary>The problems, at least one.</summary>
    [Id(0)] public IReadOnlyList<Problem> Problems { get; private set; }

    /// <summary>The code of the first problem.</summary>
    public string Code => Problems[0].Code;
}
