using OrleansFederation.Errors;

namespace OrleansFederation.Tables;

/// <summary>Gathers the problems of a file, up to a bound: the first tell what is wrong, a million would not tell more.</summary>
internal sealed class ProblemList
{
    /// <summary>The most that are reported at once.</summary>
    public const int Most = 20;

    private readonly List<Problem> _problems = [];

    /// <summary>Adds a problem.</summary>
    /// <param name="problem">The problem.</param>
    /// <exception cref="FederationException">All of them, where there are now as many as are reported.</exception>
    public void Add(Problem problem)
    {
        _problems.Add(problem);
        if (_problems.Count == Most)
        {
            _problems[^1] = problem with { Cause = $"{problem.Cause}; with this one, the {Most}th, the reading stopped" };
            Throw();
        }
    }

    /// <summary>Ends the reading where there was a problem.</summary>
    /// <exception cref="FederationException">All the problems.</exception>
    public void Throw()
    {
        if (_problems.Count > 0)
        {
            throw new FederationException([.. _problems]);
        }
    }
}
