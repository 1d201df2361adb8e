using System.Text.Json;
using System.Text.RegularExpressions;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Console;

/// <summary>What the page of others' words names of this project exists.</summary>
public sealed partial class TermsTests
{
    public static TheoryData<string> Named => [.. File.ReadLines(Path.Combine(RepositoryFolder.Path, "src", "TERMS.md"))
        .Where(line => line.StartsWith("| ", StringComparison.Ordinal)).SelectMany(line => Quoted().Matches(line.Split(" | ")[1])).Select(match => match.Groups[1].Value).Distinct()];

    [Fact]
    public void The_page_names_much() => Assert.InRange(Named.Count, 60, 200);

    [Theory]
    [MemberData(nameof(Named))]
    public async Task Every_command_key_and_value_exists(string named)
    {
        if (named.StartsWith("fed ", StringComparison.Ordinal))
        {
            var ran = await CommandLine.RunAsync([.. named.Split(' ').Skip(1), "--help"]);
            Assert.Equal(ExitCodes.Ok, ran.ExitCode);
            Assert.Contains($"{named["fed".Length..]} ", ran.Output, StringComparison.Ordinal);
            return;
        }

        using var schema = JsonDocument.Parse(FederationSchema.Text);
        Assert.True(
            Follow(schema.RootElement, schema.RootElement, named.Split('.')) || Follow(schema.RootElement, schema.RootElement, ["aggregation", named]) || Follow(schema.RootElement, schema.RootElement, ["server", named]),
            $"{named} is no key of a spec, no rule and no server optimiser.");
    }

    // Whether a path leads through keys, or ends at a word that may stand in their place.
    private static bool Follow(JsonElement root, JsonElement schema, string[] path)
    {
        if (path.Length == 0)
        {
            return true;
        }

        if (schema.TryGetProperty("$ref", out var reference))
        {
            return Follow(root, root.GetProperty("$defs").GetProperty(reference.GetString()!["#/$defs/".Length..]), path);
        }

        return (schema.TryGetProperty("properties", out var keys) && keys.TryGetProperty(path[0], out var inner) && Follow(root, inner, path[1..]))
            || (path.Length == 1 && schema.TryGetProperty("enum", out var words) && words.EnumerateArray().Any(word => word.ToString() == path[0]))
            || (schema.TryGetProperty("oneOf", out var branches) && branches.EnumerateArray().Any(branch => Follow(root, branch, path)));
    }

    [GeneratedRegex("`([^`]+)`", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();
}
