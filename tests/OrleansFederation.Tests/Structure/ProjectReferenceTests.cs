namespace OrleansFederation.Structure;

/// <summary>A project exists because of one external dependency; this is what keeps it so.</summary>
public sealed class ProjectReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Abstractions"] = [],
        ["Learning"] = ["Abstractions"],
        ["Training"] = ["Abstractions", "Learning"],
        ["Inference"] = ["Abstractions", "Learning"],
        ["Storage"] = ["Abstractions", "Learning"],
        ["Grains"] = ["Abstractions", "Learning"],
        ["Silo"] = ["Abstractions", "Learning", "Training", "Inference", "Storage", "Grains"],
        ["Client"] = ["Abstractions"],
        ["Console"] = ["Client", "Silo"],
    };

    public static TheoryData<string> Projects => [.. SourceTree.Projects];

    [Fact]
    public void The_projects_are_those_of_the_table() => Assert.Equal(Allowed.Keys.Order(), SourceTree.Projects.Order());

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_the_table_allows(string project)
    {
        var referenced = SourceTree.Includes(SourceTree.Project(project), "ProjectReference")
            .Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'))["OrleansFederation.".Length..]);

        Assert.Empty(referenced.Except(Allowed[project]));
    }

    [Theory]
    [InlineData("Abstractions", "Microsoft.Orleans.Sdk")]
    [InlineData("Learning", "System.Numerics.Tensors")]
    [InlineData("Grains", "Microsoft.Orleans.Server", "Microsoft.Orleans.Reminders")]
    public void The_core_projects_have_exactly_their_packages(string project, params string[] packages) =>
        Assert.Equal(packages, SourceTree.Includes(SourceTree.Project(project), "PackageReference"));

    [Fact]
    public void A_package_is_referenced_directly_by_one_project()
    {
        var shared = SourceTree.Projects
            .SelectMany(project => SourceTree.Includes(SourceTree.Project(project), "PackageReference"))
            .GroupBy(package => package)
            .Where(package => package.Count() > 1)
            .Select(package => package.Key);

        Assert.Empty(shared);
    }

    [Fact]
    public void Every_package_version_is_pinned_exactly()
    {
        var versions = System.Xml.Linq.XDocument.Parse(SourceTree.Read("Directory.Packages.props"))
            .Descendants("PackageVersion").Select(package => package.Attribute("Version")!.Value).ToList();

        Assert.NotEmpty(versions);
        Assert.All(versions, version => Assert.Matches(@"^\[[^,\]]+\]$", version));
    }
}
