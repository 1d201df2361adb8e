using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Federations;

namespace OrleansFederation.Specs;

/// <summary>A spec that was named on the command line: a file, or one that comes with the program.</summary>
internal sealed class SpecSource
{
    private static readonly string[] Patterns = ["*.yaml", "*.yml", "*.json"];

    private readonly SpecFile _file;

    private SpecSource(SpecFile file) => _file = file;

    /// <summary>Reads a file, or else the shipped spec of that name.</summary>
    /// <exception cref="FederationException">FED1006 where there is neither; FED1007 where the syntax is wrong.</exception>
    public static SpecSource Find(string given)
    {
        if (File.Exists(given))
        {
            return new SpecSource(SpecFile.Read(given));
        }

        return ShippedSpecs.Find(given) is { } text
            ? new SpecSource(SpecFile.Parse(text, $"{given}.yaml"))
            : throw FederationErrors.SpecNotFound.Exception(given, "there is no such file, and no shipped spec of that name", Remedy(given));
    }

    /// <summary>The spec as JSON, before anybody has validated it.</summary>
    public string Json => _file.Json;

    /// <summary>Validates the spec before anything is started for it.</summary>
    /// <exception cref="FederationException">Every problem, each with file, line and column.</exception>
    public (FederationSpec Spec, SpecDocument Document) Validate()
    {
        var result = SpecReader.Read(_file.Json);
        return result.Problems.Count == 0 ? result.OrThrow() : throw new FederationException([.. result.Problems.Select(_file.Locate)]);
    }

    /// <summary>Puts file, line and column before the place of a problem of this spec.</summary>
    public Problem Locate(Problem problem) => _file.Locate(problem);

    private static string? Remedy(string given)
    {
        var near = Suggestions.For(given, [.. ShippedSpecs.Names, .. FilesBeside(given)]);
        return near.Count > 0 ? $"Did you mean {Suggestions.Join(near)}? {FederationErrors.SpecNotFound.Remedy}" : null;
    }

    private static IEnumerable<string> FilesBeside(string given)
    {
        try
        {
            var folder = Path.GetDirectoryName(given) ?? "";
            return
            [
                .. Patterns.SelectMany(pattern => Directory.EnumerateFiles(folder.Length == 0 ? "." : folder, pattern))
                    .Select(path => Path.Combine(folder, Path.GetFileName(path))),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Only a suggestion is lost; that the spec was not found is said anyway.
            return [];
        }
    }
}
