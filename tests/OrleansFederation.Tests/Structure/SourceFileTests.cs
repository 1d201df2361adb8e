using System.Text.RegularExpressions;

namespace OrleansFederation.Structure;

/// <summary>What can be seen in the sources themselves.</summary>
public sealed partial class SourceFileTests
{
    private const int SourceLimit = 400;
    private const int TestLimit = 600;

    [Fact]
    public void No_source_file_is_longer_than_its_limit()
    {
        var tooLong = SourceTree.Sources("src").Where(file => Lines(file) > SourceLimit)
            .Concat(SourceTree.Sources("tests").Where(file => Lines(file) > TestLimit));

        Assert.Empty(tooLong);
    }

    [Fact]
    public void No_folder_is_a_drawer_for_what_has_no_place()
    {
        string[] drawers = ["utils", "util", "utilities", "helpers", "helper", "common", "shared", "misc"];

        Assert.DoesNotContain(SourceTree.Files.SelectMany(file => file.Split('/')[..^1]), folder => drawers.Contains(folder.ToLowerInvariant()));
    }

    [Fact]
    public void No_type_has_a_name_that_says_nothing() =>
        Assert.Empty(Matches("src", VagueType()));

    [Fact]
    public void A_file_has_at_most_one_public_type()
    {
        var several = SourceTree.Sources("src").Where(file => PublicType().Count(SourceTree.Read(file)) > 1);

        Assert.Empty(several);
    }

    [Fact]
    public void A_namespace_is_its_folder()
    {
        // Extension methods stand in the namespace of what they extend; that is the one exception, and no file needs it yet.
        var strays =
            from file in SourceTree.Sources("src").Concat(SourceTree.Sources("tests"))
            where !file.StartsWith(SourceTree.Templates, StringComparison.Ordinal)
            let declared = Namespace().Match(SourceTree.Read(file))
            where declared.Success
            let folders = file.Split('/')[2..^1]
            where declared.Groups[1].Value != string.Join('.', ["OrleansFederation", .. folders])
            select $"{file}: {declared.Groups[1].Value}";

        Assert.Empty(strays);
    }

    [Fact]
    public void No_file_hides_code_in_regions() =>
        Assert.Empty(Matches("src", Region()).Concat(Matches("tests", Region())));

    [Fact]
    public void Event_ids_are_explicit_and_unique()
    {
        var ids = SourceTree.Sources("src").SelectMany(file => LoggerMessage().Matches(SourceTree.Read(file))).Select(match => match.Groups[1].Value).ToList();

        Assert.NotEmpty(ids);
        Assert.DoesNotContain("", ids);
        Assert.Distinct(ids);
    }

    [Fact]
    public void No_file_names_a_folder_of_the_machine_or_the_host_of_a_registry()
    {
        // Put together here so that this file does not hold what it looks for.
        string[] foreign = ["/" + "work/", "/" + "tmp/", "nuget" + ".org", "npmjs" + ".", "pythonhosted" + ".", "artifact" + "ory.", "pkg" + ".dev"];
        var found =
            from file in SourceTree.Files
            let text = SourceTree.Read(file)
            from word in foreign
            where text.Contains(word, StringComparison.OrdinalIgnoreCase)
            select $"{file}: {word}";

        Assert.Empty(found);
    }

    private static int Lines(string file) => SourceTree.Read(file).AsSpan().TrimEnd('\n').Count('\n') + 1;

    private static IEnumerable<string> Matches(string folder, Regex pattern) =>
        from file in SourceTree.Sources(folder)
        from match in pattern.Matches(SourceTree.Read(file))
        select $"{file}: {match.Value.Trim()}";

    [GeneratedRegex(@"^\s*(public|internal|private).*\b(class|record|struct|interface|enum)\s+\w*(Utils?|Utilities|Helpers?|Managers?|Common|Base|Impl)\b", RegexOptions.Multiline)]
    private static partial Regex VagueType();

    [GeneratedRegex(@"^public\b[^=;({]*\b(class|record|struct|interface|enum)\s+\w+", RegexOptions.Multiline)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"^namespace\s+([\w.]+)\s*[;{]?", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^\s*#region.*$", RegexOptions.Multiline)]
    private static partial Regex Region();

    [GeneratedRegex(@"\[LoggerMessage\(\s*(?:EventId\s*=\s*)?(\d*)")]
    private static partial Regex LoggerMessage();
}
