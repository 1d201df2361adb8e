using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using OrleansFederation.Federations;
using OrleansFederation.Output;

namespace OrleansFederation.Tracking;

/// <summary>
/// Writes a run as MLflow's file store keeps it (<c>mlruns</c>): an experiment for the federation's model, and in it a run, with a file
/// for each parameter, metric and tag. Both ids follow from names, so that a federation that is exported again replaces itself, and
/// several share a folder. A metric's file has a line a round: time in milliseconds, value, round.
/// </summary>
internal static partial class MlflowForm
{
    private const int LongestValue = 6_000;
    private const int Running = 1;
    private const int Finished = 3;
    private const int Failed = 4;
    private const int Killed = 5;

    /// <summary>Writes the files.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">The store's folder, made where it is not there.</param>
    /// <returns>The run's folder.</returns>
    /// <exception cref="Errors.FederationException">FED1042.</exception>
    public static string Write(TrackedRun run, string folder)
    {
        var federation = run.Federation;
        var root = Path.GetFullPath(folder);
        var (experiment, id) = (ExperimentId(federation.Model), RunId(federation));
        var (experimentFolder, runFolder) = (Path.Combine(root, experiment), Path.Combine(root, experiment, id));
        OutputFile.MakeFolder(Path.Combine(root, ".trash"));
        OutputFile.MakeFolder(Path.Combine(runFolder, "artifacts"));
        foreach (var part in new[] { "metrics", "params", "tags" })
        {
            OutputFile.MakeEmptyFolder(Path.Combine(runFolder, part));
        }

        var created = Milliseconds(federation.CreatedAt);
        OutputFile.Write(Path.Combine(experimentFolder, "meta.yaml"), Yaml(
            ("artifact_location", Uri(experimentFolder)), ("creation_time", created), ("experiment_id", experiment),
            ("last_update_time", created), ("lifecycle_stage", "active"), ("name", federation.Model)));
        OutputFile.Write(Path.Combine(runFolder, "meta.yaml"), Yaml(
            ("artifact_uri", $"{Uri(runFolder)}/artifacts"), ("deleted_time", null),
            ("end_time", federation.Status is not FederationStatus.Running && run.EndedAt is { } ended ? Milliseconds(ended) : null),
            ("entry_point_name", ""), ("experiment_id", experiment), ("lifecycle_stage", "active"), ("run_id", id), ("run_name", federation.Name), ("run_uuid", id),
            ("source_name", ""), ("source_type", 4L), ("source_version", ""), ("start_time", created),
            ("status", (long)Status(federation.Status)), ("tags", Array.Empty<string>()), ("user_id", federation.Owner)));
        foreach (var (name, value) in run.Parameters)
        {
            OutputFile.Write(Path.Combine(runFolder, "params", Name(name)), value.Length <= LongestValue ? value : value[..LongestValue]);
        }

        foreach (var (name, lines) in Metrics(run))
        {
            OutputFile.Write(Path.Combine(runFolder, "metrics", name), lines);
        }

        foreach (var (name, value) in Tags(federation))
        {
            OutputFile.Write(Path.Combine(runFolder, "tags", name), value);
        }

        return runFolder;
    }

    /// <summary>The experiment of a model: a number, as the store makes them, of the digest of its name.</summary>
    public static string ExperimentId(string model) =>
        (BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(model))) % 1_000_000_000_000_000_000).ToString("000000000000000000", CultureInfo.InvariantCulture);

    /// <summary>The run of a federation: 32 hexadecimal digits of the digest of its name and its spec's.</summary>
    public static string RunId(FederationView federation) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{federation.Name}\n{federation.Spec.Digest}")))[..32];

    private static IEnumerable<(string Name, string Lines)> Metrics(TrackedRun run) =>
        from figure in run.Figures
        from number in new (string Suffix, double? Value)[] { ("", figure.Value), (".low", figure.Low), (".high", figure.High) }
        where number.Value is not null
        group $"{Milliseconds(figure.At)} {Number(number.Value ?? double.NaN)} {figure.Round}\n"
            by Name($"{figure.Scope}{(figure.Of is null ? "" : $".{figure.Of}")}.{figure.Name}{number.Suffix}") into lines
        select (lines.Key, string.Concat(lines));

    private static IEnumerable<(string Name, string Value)> Tags(FederationView federation)
    {
        yield return ("mlflow.runName", federation.Name);
        yield return ("mlflow.user", federation.Owner);
        yield return ("mlflow.source.type", "LOCAL");
        yield return ("federation.model", federation.Model);
        yield return ("federation.specDigest", federation.Spec.Digest);
        if (federation.Version is { } version)
        {
            yield return ("federation.version", version.ToString(CultureInfo.InvariantCulture));
        }

        if (SpecFacts.Of(federation.Spec).Description is { Length: > 0 } description)
        {
            yield return ("mlflow.note.content", description);
        }
    }

    private static int Status(FederationStatus status) => status switch
    {
        FederationStatus.Finished => Finished,
        FederationStatus.Failed => Failed,
        FederationStatus.Stopped => Killed,
        _ => Running,
    };

    private static string Yaml(params IEnumerable<(string Key, object? Value)> members) => string.Concat(members.Select(member => $"{member.Key}: {member.Value switch
    {
        null => "null",
        long number => number.ToString(CultureInfo.InvariantCulture),
        string[] => "[]",
        var text => $"'{text.ToString()!.Replace("'", "''", StringComparison.Ordinal)}'",
    }}\n"));

    private static string Uri(string path) => new UriBuilder { Scheme = "file", Host = "", Path = path }.Uri.AbsoluteUri;

    private static long Milliseconds(DateTimeOffset at) => at.ToUnixTimeMilliseconds();

    private static string Number(double value) => double.IsNaN(value) ? "nan" : double.IsPositiveInfinity(value) ? "inf" : double.IsNegativeInfinity(value) ? "-inf" : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Name(string name) => Foreign().Replace(name, "_");

    [GeneratedRegex(@"[^A-Za-z0-9_.\-]")]
    private static partial Regex Foreign();
}
