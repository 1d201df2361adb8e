using System.Text.Json;
using System.Text.RegularExpressions;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Specs;

namespace OrleansFederation.Console;

/// <summary>What the page of others' words names of this project exists: commands, keys of a spec with their values, files and folders.</summary>
public sealed partial class TermsTests
{
    private static readonly string Page = File.ReadAllText(RepositoryFolder.Of("src", "TERMS.md"));
    private static readonly JsonElement Schema = JsonDocument.Parse(FederationSchema.Text).RootElement;

    // In the tables the first column has the others' words.
    private static readonly string[] Ours = [.. Page.Split('\n').Select(line => line.StartsWith("| ", StringComparison.Ordinal) ? line.Split(" | ", 2)[1] : line)];

    private static readonly string[] Quotes = [.. Ours.SelectMany(line => Places([.. Quoted().Matches(line).Select(match => match.Groups[1].Value)])).Distinct()];

    public static TheoryData<string> Commands => [.. Quotes.Where(IsCommand)];

    public static TheoryData<string> Keys => [.. Quotes.Where(quote => !IsCommand(quote))];

    public static TheoryData<string> Files => [.. Ours.SelectMany(line => InRepository().Matches(line)).Select(match => match.Groups[1].Success ? $"src/{match.Groups[1].Value}" : match.Value).Distinct()];

    [Fact]
    public void The_page_names_much()
    {
        Assert.InRange(Commands.Count, 25, 100);
        Assert.InRange(Keys.Count, 50, 200);
        Assert.InRange(Files.Count, 3, 20);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_command_exists(string command)
    {
        string[] words = [.. command.Split(' ').Skip(1).Where(word => !ShippedSpecs.Names.Contains(word))];

        var ran = await CommandLine.RunAsync([.. words, "--help"]);

        Assert.Equal(ExitCodes.Ok, ran.ExitCode);
        Assert.Contains($"{string.Join(' ', words.Prepend(""))} ", ran.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Every_key_exists_and_what_follows_it_may_stand_there(string path) => Assert.True(Leads(path), $"{path} is no key of a spec, and no word that may stand at the key before it.");

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_file_and_folder_exists(string path) => Assert.True(Path.Exists(RepositoryFolder.Of(path)), path);

    [Theory]
    [InlineData("sampling.minimum", true)]
    [InlineData("sampling.onError.strict", true)]
    [InlineData("server.adam-flower", true)]
    [InlineData("filters.int8", true)]
    [InlineData("async.buffer", true)]
    [InlineData("sampling.minimal", false)]
    [InlineData("sampling.onError.lax", false)]
    [InlineData("server.fedavg", false)]
    [InlineData("filters.int7", false)]
    [InlineData("fedavg", false)]
    public void What_does_not_exist_is_found_out(string path, bool exists) => Assert.Equal(exists, Leads(path));

    /// <summary>The commands of a line as they are, and its keys as paths: a word that may stand at the key before it is written behind that.</summary>
    private static IEnumerable<string> Places(IReadOnlyList<string> quotes)
    {
        var key = "";
        foreach (var quote in quotes)
        {
            if (!IsCommand(quote) && key.Length > 0 && Leads($"{key}.{quote}"))
            {
                yield return $"{key}.{quote}";
            }
            else
            {
                key = IsCommand(quote) ? key : quote;
                yield return quote;
            }
        }
    }

    private static bool IsCommand(string quote) => quote == "fed" || quote.StartsWith("fed ", StringComparison.Ordinal);

    private static bool Leads(string path) => Leads(Schema, path.Split('.'));

    // Whether a path leads through keys, or ends at a word that may stand in their place; a list is what is in it.
    private static bool Leads(JsonElement schema, string[] path) =>
        path.Length == 0
        || (schema.TryGetProperty("$ref", out var reference) && Leads(Schema.GetProperty("$defs").GetProperty(reference.GetString()!["#/$defs/".Length..]), path))
        || (schema.TryGetProperty("properties", out var keys) && keys.TryGetProperty(path[0], out var inner) && Leads(inner, path[1..]))
        || (path.Length == 1 && schema.TryGetProperty("enum", out var words) && words.EnumerateArray().Any(word => word.ToString() == path[0]))
        || (schema.TryGetProperty("items", out var items) && Leads(items, path))
        || (schema.TryGetProperty("oneOf", out var branches) && branches.EnumerateArray().Any(branch => Leads(branch, path)));

    [GeneratedRegex("`([^`]+)`", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\bsrc/[\w./-]*\w|\]\((?!https?:)([^)#]+)\)", RegexOptions.CultureInvariant)]
    private static partial Regex InRepository();
}
