using OrleansFederation.Errors;

namespace OrleansFederation.Training;

/// <summary>
/// What a site says of its problems. Messages about malformed data quote a value so that it can be found; a value is data, and does not
/// leave a site. Where the same silo owns the state there is nowhere to leave for.
/// </summary>
/// <param name="keeps">Whether values stay here.</param>
internal sealed class SiteDiscretion(bool keeps)
{
    private static readonly string[] Quoting = [FederationErrors.ValueMalformed.Code, FederationErrors.LabelOutOfRange.Code];
    private static readonly string[] Foreign = [FederationErrors.PluginFailed.Code, FederationErrors.IsolatedCrash.Code];

    /// <summary>Gives a problem as it may be told: its code, its place and its remedy, and a cause that quotes nothing.</summary>
    /// <param name="problem">The problem.</param>
    public Problem Told(Problem problem) => keeps && Foreign.Contains(problem.Code)
        ? problem with { Cause = "what code of the site's own said may quote data and stays at the site, in its silo's log" }
        : keeps && Quoting.Contains(problem.Code)
        ? problem with { Cause = "what stands there does not fit; the value is data and stays at the site, in its silo's log and in what `fed data describe FILE --spec SPEC` says there" }
        : problem;
}
