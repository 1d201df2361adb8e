using OrleansFederation.Errors;

namespace OrleansFederation.Doctor;

/// <summary>One thing to look at. Whatever goes wrong while looking is itself a finding.</summary>
/// <param name="Name">What is looked at.</param>
/// <param name="Look">Looks.</param>
internal sealed record Check(string Name, Func<CancellationToken, Task<Finding>> Look)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>A check that needs no waiting.</summary>
    public static Check Of(string name, Func<Finding> look) => new(name, _ => Task.FromResult(look()));

    /// <summary>Looks, within a bound, and never throws but when the user interrupts.</summary>
    public async Task<Finding> RunAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        using var bound = new CancellationTokenSource(Longest, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            return await Task.Run(() => Look(both.Token), both.Token).WaitAsync(both.Token);
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new Finding(Name, Verdict.Fail, $"no answer within {Longest.TotalSeconds:0} s", FederationErrors.TimedOut.Remedy);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var problems = Faults.ProblemsOf(e);
            return problems is [var problem, ..]
                ? new Finding(Name, Verdict.Fail, $"{problem.Code} at {problem.Place}: {problem.Cause}", problem.Remedy)
                : new Finding(Name, Verdict.Fail, $"{e.GetType().Name}: {e.Message}", FederationErrors.Unexpected.Remedy);
        }
    }
}
