using System.Text.RegularExpressions;
using System.Xml.Linq;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Structure;

/// <summary>The repository's files as the structure tests read them.</summary>
internal static partial class SourceTree
{
    /// <summary>Where the projects begin that <c>dotnet new</c> makes for others, with namespaces of theirs.</summary>
    public const string Templates = "src/templates/";

    // In a linked worktree .git is a file.
    private static readonly string[] Generated = ["bin", "obj", "artifacts", "TestResults", ".git", ".vs", ".idea", "node_modules"];

    /// <summary>Every file that is not built or local to an editor, as a path relative to the repository with forward slashes.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Walk(new DirectoryInfo(TestFiles.Repository)).Order(StringComparer.Ordinal)];

    /// <summary>The C# files below a folder.</summary>
    public static IEnumerable<string> Sources(string folder) =>
        Files.Where(file => file.StartsWith(folder + "/", StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal));

    /// <summary>The names of the projects below <c>src</c>, without the common prefix.</summary>
    public static IReadOnlyList<string> Projects { get; } = [.. Files.Select(file => ProjectFile().Match(file)).Where(match => match.Success).Select(match => match.Groups[1].Value)];

    /// <summary>The text of a file.</summary>
    public static string Read(string file) => File.ReadAllText(Path.Combine(TestFiles.Repository, file));

    /// <summary>A project file below <c>src</c>.</summary>
    public static XDocument Project(string name) => XDocument.Parse(Read($"src/OrleansFederation.{name}/OrleansFederation.{name}.csproj"));

    /// <summary>The values of an item's Include in a project file.</summary>
    public static IEnumerable<string> Includes(XDocument project, string item) =>
        project.Descendants(item).Select(element => element.Attribute("Include")!.Value);

    private static IEnumerable<string> Walk(DirectoryInfo folder) =>
        folder.EnumerateFiles().Where(file => !Generated.Contains(file.Name)).Select(file => Path.GetRelativePath(TestFiles.Repository, file.FullName).Replace('\\', '/'))
            .Concat(folder.EnumerateDirectories().Where(child => !Generated.Contains(child.Name)).SelectMany(Walk));

    [GeneratedRegex(@"^src/OrleansFederation\.(\w+)/OrleansFederation\.\1\.csproj$")]
    private static partial Regex ProjectFile();
}
