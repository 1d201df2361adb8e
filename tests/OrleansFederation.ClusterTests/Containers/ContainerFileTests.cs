using System.Text.RegularExpressions;
using System.Xml.Linq;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Containers;

/// <summary>The Dockerfile against the repository: that it copies what its commands need, and runs as nobody special.</summary>
public sealed partial class ContainerFileTests
{
    // Files at the root that a build reads without being told.
    private static readonly string[] RootFiles = ["global.json", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "BannedSymbols.txt", ".editorconfig"];

    [Fact]
    public void Every_project_and_lock_file_is_there_before_packages_are_restored()
    {
        var copied = Copied("restore");
        var wanted = Projects("OrleansFederation.Console").SelectMany(project => (string[])[$"src/{project}/{project}.csproj", $"src/{project}/packages.lock.json"])
            .Concat(RootFiles.Where(file => File.Exists(RepositoryFolder.Of(file))));

        Assert.Equal(wanted.Order(StringComparer.Ordinal), copied.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Everything_that_is_copied_exists_and_is_not_ignored()
    {
        var ignore = File.ReadLines(RepositoryFolder.Of(".dockerignore")).Where(line => line.Length > 0 && line[0] != '#').ToList();
        Assert.Equal("*", ignore[0]);
        var allowed = ignore.Where(line => line[0] == '!').Select(line => line[1..]).ToList();
        var copied = Copied("restore").Concat(Copied("build")).ToList();

        Assert.All(copied, path => Assert.True(Path.Exists(RepositoryFolder.Of(path)), path));
        Assert.All(copied, path => Assert.Contains(path.Split('/')[0], allowed));
        Assert.All(allowed, path => Assert.Contains(path, copied.Select(one => one.Split('/')[0])));
        Assert.Equal(["**/bin", "**/obj"], ignore.Where(line => line[0] is not '!').Skip(1));
    }

    [Fact]
    public void Base_images_are_pinned_to_their_patch_and_fit_the_sdk_that_builds_here()
    {
        var arguments = ContainerFile.Read().Arguments;

        Assert.Matches(@"^mcr\.microsoft\.com/dotnet/sdk:10\.0\.\d{3}-noble$", arguments["SDK_IMAGE"]);
        Assert.Matches(@"^mcr\.microsoft\.com/dotnet/aspnet:10\.0\.\d+-noble-chiseled$", arguments["RUNTIME_IMAGE"]);
    }

    [Fact]
    public void Both_images_run_as_a_user_that_is_not_root_without_a_shell()
    {
        var file = ContainerFile.Read();

        Assert.Equal("runtime", file["silo"].Base);
        Assert.Equal("runtime", file["console"].Base);
        Assert.Matches(@"^[1-9]\d+:[1-9]\d+$", file["runtime"].All("USER").Single());
        Assert.Empty(file["runtime"].All("RUN"));
        Assert.All([.. file["silo"].All("ENTRYPOINT"), .. file["console"].All("ENTRYPOINT")], entry => Assert.StartsWith("[\"dotnet\", ", entry, StringComparison.Ordinal));
        Assert.Equal("silo", file.Stages[^1].Name);
    }

    private static List<string> Copied(string stage) =>
        [.. ContainerFile.Read()[stage].All("COPY").SelectMany(rest => rest.Split(' ')[..^1])];

    private static IEnumerable<string> Projects(string project)
    {
        var references = XDocument.Load(RepositoryFolder.Of("src", project, project + ".csproj")).Descendants("ProjectReference")
            .Select(reference => ProjectName().Match(reference.Attribute("Include")!.Value).Groups[1].Value);
        return references.SelectMany(Projects).Append(project).Distinct();
    }

    [GeneratedRegex(@"([^/\\]+)\.csproj$")]
    private static partial Regex ProjectName();
}
