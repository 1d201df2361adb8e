using System.Globalization;
using OrleansFederation.Errors;
using OrleansFederation.Output;

namespace OrleansFederation.Doctor;

/// <summary>What an examination of a cluster means: a line for each thing, with a remedy where something is to be mended.</summary>
/// <param name="cluster">The examination.</param>
/// <param name="version">The version of this console.</param>
/// <param name="ahead">What the examining silo's clock showed less what this machine's did.</param>
/// <param name="now">The time.</param>
internal sealed class ClusterFindings(ClusterExamination cluster, string version, TimeSpan ahead, DateTimeOffset now)
{
    private const double LowDisk = 0.1;
    private const double NoDisk = 0.02;
    private static readonly TimeSpan ClockWarning = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ClockFault = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CertificateWarning = TimeSpan.FromDays(14);
    private static readonly TimeSpan PoolWarning = TimeSpan.FromSeconds(1);

    private IEnumerable<(SiloExamination Silo, SiloFacts Facts)> Answering => cluster.Silos.Where(silo => silo.Facts is not null).Select(silo => (silo, silo.Facts!));

    /// <summary>The lines.</summary>
    public IEnumerable<Finding> All() =>
        [.. cluster.Silos.Select(Silo), Coordinators(), Versions(), Clocks(), Database(), .. Disks(), .. Certificates(), .. cluster.Sites.SelectMany(Site)];

    private static Finding Silo(SiloExamination silo)
    {
        var about = $"{silo.Name} at {silo.Address}, {silo.Status}, {string.Join(" and ", silo.Roles)}{(silo.Sites.Count > 0 ? $" of {string.Join(", ", silo.Sites)}" : "")}";
        return silo switch
        {
            { Problem: { } problem } => new("silo", Verdict.Fail, $"{about}: {problem.Cause}", problem.Remedy),
            { Facts.PoolDelay: var delay } when delay > PoolWarning.TotalSeconds =>
                new("silo", Verdict.Warn, string.Create(CultureInfo.InvariantCulture, $"{about}: work waits {delay:0.0} s for a thread"), "Give the silo more processors, or fewer sites."),
            { Facts: { } facts } => Finding.Ok("silo", $"{about}, {Count(facts.Tasks, "task")}"),
            { Status: "dead" } => new("silo", Verdict.Warn, about, "Start it again, or leave it: it is forgotten after a day (FED_MEMBERSHIP__FORGETAFTER)."),
            _ => new("silo", Verdict.Warn, about, "Wait until it has started or stopped; if it stays so, look at its log."),
        };
    }

    private Finding Coordinators()
    {
        var count = Answering.Count(silo => silo.Silo.Roles.Contains("coordinator"));
        return count switch
        {
            0 => new("coordinators", Verdict.Fail, "none answers", "Start a silo with FED_SILO__ROLES=coordinator."),
            1 => new("coordinators", Verdict.Warn, "1: while it is down nothing goes on", "Start a second silo with FED_SILO__ROLES=coordinator."),
            _ => Finding.Ok("coordinators", $"{count}"),
        };
    }

    private Finding Versions()
    {
        var others = Answering.Where(silo => silo.Facts.Version != version).Select(silo => $"{silo.Silo.Name} {silo.Facts.Version}").ToArray();
        return others.Length == 0
            ? Finding.Ok("version", $"{version}, here and at every silo")
            : new("version", Verdict.Warn, $"{version} here, {string.Join(", ", others)}", "Bring console and silos to the same version, coordinators first.");
    }

    private Finding Clocks()
    {
        // A silo's clock against the examining silo's is known to within the time of the examination's question, some milliseconds.
        var apart = Answering.Where(silo => silo.Facts.DatabaseAhead is not null)
            .Select(silo => (Who: $"{silo.Silo.Name} and the database", Apart: TimeSpan.FromSeconds(silo.Facts.DatabaseAhead!.Value)))
            .Append((Who: "this machine and the cluster", Apart: ahead))
            .MaxBy(pair => pair.Apart.Duration());
        var text = string.Create(CultureInfo.InvariantCulture, $"{apart.Who} are {apart.Apart.Duration().TotalSeconds:0.0} s apart");
        return apart.Apart.Duration() switch
        {
            var much when much > ClockFault => new("clocks", Verdict.Fail, text, "Let a time service (chrony, systemd-timesyncd) set the clock: tokens and deadlines depend on it."),
            var some when some > ClockWarning => new("clocks", Verdict.Warn, text, "Let a time service (chrony, systemd-timesyncd) set the clock."),
            _ => Finding.Ok("clocks", string.Create(CultureInfo.InvariantCulture, $"at most {apart.Apart.Duration().TotalSeconds:0.0} s apart, silos, database and this machine")),
        };
    }

    private Finding Database()
    {
        var cut = Answering.Where(silo => silo.Facts.Schema is null).Select(silo => silo.Silo.Name).ToArray();
        if (cut.Length > 0)
        {
            return new("database", Verdict.Fail, $"it does not answer {string.Join(", ", cut)}", FederationErrors.DatabaseUnreachable.Remedy);
        }

        var schemas = Answering.Select(silo => silo.Facts.Schema!.Value).Distinct().ToArray();
        return schemas switch
        {
            [] => new("database", Verdict.Fail, "no silo answers that could say", FederationErrors.ClusterUnreachable.Remedy),
            [var one] => Finding.Ok("database", $"answers every silo, schema {one}"),
            _ => new("database", Verdict.Fail, $"silos see schemas {string.Join(", ", schemas.Order())}", "They use different databases: give all silos of a cluster the same FED_POSTGRES host and database."),
        };
    }

    private Finding[] Disks()
    {
        var low = Answering.Where(silo => silo.Facts.DiskFree < LowDisk * silo.Facts.DiskSize).Select(silo => new Finding(
            "disk", silo.Facts.DiskFree < NoDisk * silo.Facts.DiskSize ? Verdict.Fail : Verdict.Warn,
            $"{silo.Silo.Name}: {Figures.Bytes(silo.Facts.DiskFree)} of {Figures.Bytes(silo.Facts.DiskSize)} free",
            "Free space, or give FED_SILO__STATE another disk; retention: { last: 3 } in specs keeps fewer versions.")).ToArray();
        return low.Length > 0 || !Answering.Any() ? low : [Finding.Ok("disk", $"{Figures.Bytes(Answering.Min(silo => silo.Facts.DiskFree))} free or more at every silo")];
    }

    private IEnumerable<Finding> Certificates() => Answering.Where(silo => silo.Facts.CertificateUntil is not null).Select(silo =>
    {
        var until = silo.Facts.CertificateUntil!.Value;
        var text = $"{silo.Silo.Name}: until {until.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture)}";
        const string Remedy = "Put a new certificate in the place of the old files (FED_TLS__CERTIFICATE, FED_TLS__KEY).";
        return until <= now ? new Finding("certificate", Verdict.Fail, text, Remedy)
            : until - now < CertificateWarning ? new Finding("certificate", Verdict.Warn, text, Remedy)
            : Finding.Ok("certificate", text);
    });

    private static IEnumerable<Finding> Site(SiteExamination site)
    {
        var needed = site.NeededBy.Count > 0 ? $", needed by {string.Join(", ", site.NeededBy)}" : "";
        if (site.Silos == 0)
        {
            return [new("site", Verdict.Fail, $"{site.Site}: no silo carries it{needed}", $"Start a silo with FED_SILO__ROLES=site and FED_SILO__SITES={site.Site} where its data is.")];
        }

        var trained = site.TrainMilliseconds is { } train
            ? Finding.Ok("site", string.Create(CultureInfo.InvariantCulture, $"{site.Site}: {Count(site.Silos, "silo")}, trains ({train:0} ms){needed}"))
            : new Finding("site", Verdict.Fail, $"{site.Site}{needed}: {site.Problem!.Cause}", site.Problem.Remedy);
        return site switch
        {
            { TrainMilliseconds: null } => [trained],
            { ArtifactMilliseconds: { } fetched } => [trained, Finding.Ok("artifacts", string.Create(CultureInfo.InvariantCulture, $"from {site.Site} to a coordinator in {fetched:0} ms"))],
            _ => [trained, new("artifacts", Verdict.Fail, $"from {site.Site}: {site.Problem!.Cause}", FederationErrors.SiteTrial.Remedy)],
        };
    }

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
}
