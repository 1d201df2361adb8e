using System.Text.RegularExpressions;

namespace OrleansFederation.Fixtures;

/// <summary>A section of the README, for tests that hold what it says against what is so.</summary>
internal static partial class ReadmeSection
{
    /// <summary>The text under a heading of the third level, up to the next of that level or above.</summary>
    /// <param name="heading">The heading, whole.</param>
    public static string Of(string heading)
    {
        var sections = Heading().Split(File.ReadAllText(Path.Combine(TestFiles.Repository, "README.md")));
        return sections.SingleOrDefault(section => section.StartsWith($"### {heading}\n", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"README.md has no one section '### {heading}'.");
    }

    /// <summary>The blocks of YAML in a text.</summary>
    /// <param name="text">The text.</param>
    public static IReadOnlyList<string> Yaml(string text) => [.. Block().Matches(text).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("^(?=##{1,2} )", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Heading();

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Block();
}
