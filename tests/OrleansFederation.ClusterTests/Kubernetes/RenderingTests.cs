using System.Diagnostics;
using System.Text.Json.Nodes;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Kubernetes;

/// <summary>The renderer and the strict reader: that they refuse what Kubernetes or kustomize would refuse, and agree with kubectl.</summary>
public sealed class RenderingTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    public static TheoryData<string> Names => Overlays.Applied;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Kubectl_renders_the_same(string overlay)
    {
        var program = Find("kubectl") ?? Find("kustomize");
        Assert.SkipWhen(program is null, "Neither kubectl nor kustomize is on PATH.");
        using var home = new TemporaryFolder();
        var start = new ProcessStartInfo(program!) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.GetFileName(program) == "kubectl" ? "kustomize" : "build");
        start.ArgumentList.Add(Overlays.Folder(overlay));

        // It renders files and needs no cluster: whatever this machine is configured for stays out of it.
        (start.Environment["HOME"], start.Environment["KUBECONFIG"]) = (home.Path, home["none"]);
        using var kubectl = Process.Start(start)!;
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(Bound);
        var error = kubectl.StandardError.ReadToEndAsync(bound.Token);
        var output = await kubectl.StandardOutput.ReadToEndAsync(bound.Token);
        await kubectl.WaitForExitAsync(bound.Token);
        Assert.True(kubectl.ExitCode == 0, await error);

        var theirs = YamlTree.Read(output, "kubectl").Select(tree => new Resource(tree)).ToDictionary(resource => resource.ToString());
        var ours = Overlays.Render(overlay).ToDictionary(resource => resource.ToString());
        Assert.Equal(theirs.Keys.Order(StringComparer.Ordinal), ours.Keys.Order(StringComparer.Ordinal));
        Assert.All(theirs, pair => Assert.True(
            JsonNode.DeepEquals(pair.Value.Tree, ours[pair.Key].Tree), $"{pair.Key}\nkubectl: {pair.Value.Tree.ToJsonString()}\nours:    {ours[pair.Key].Tree.ToJsonString()}"));
    }

    [Fact]
    public void A_kustomization_key_that_the_renderer_does_not_know_is_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["kustomization.yaml"], "kind: Kustomization\nhelmCharts: []\n");

        var refused = Assert.Throws<ManifestException>(() => Kustomization.Render(folder.Path));

        Assert.Contains("helmCharts", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: 1\na: 2\n", "a")]
    [InlineData("a: yes\n", "yes")]
    [InlineData("a: 00:02:00\n", "00:02:00")]
    [InlineData("a: 1.5\n", "1.5")]
    public void Yaml_that_readers_disagree_about_is_refused(string yaml, string named)
    {
        var refused = Assert.Throws<ManifestException>(() => YamlTree.Read(yaml, "here"));

        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("spec: { template: { spec: { containers: [ { name: a, readinessProbe: { httpGet: { path: /, port: http, verb: HEAD } } } ] } } }", "verb")]
    [InlineData("spec: { template: { spec: { containers: [ { name: a, env: [ { name: A, value: 8080 } ] } ] } } }", "value")]
    [InlineData("spec: { template: { spec: { containers: [ { name: a, securityContext: { readOnlyRootFilesystem: \"true\" } } ] } } }", "readOnlyRootFilesystem")]
    [InlineData("spec: { template: { spec: { terminationGracePeriodSeconds: \"150\" } } }", "terminationGracePeriodSeconds")]
    [InlineData("spec: { template: { spec: { topologySpreadConstraints: { maxSkew: 1 } } } }", "topologySpreadConstraints")]
    [InlineData("metadata: { label: { a: b } }", "label")]
    public void An_unknown_field_or_a_value_of_another_type_is_refused_at_any_depth(string yaml, string named)
    {
        var tree = YamlTree.Read("apiVersion: apps/v1\nkind: Deployment\n" + yaml, "here").Single();

        var refused = Assert.Throws<ManifestException>(() => StrictManifest.Parse(tree));

        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_object_is_one_of_Kubernetes_to_the_last_field(string overlay) =>
        Assert.All(Overlays.Render(overlay), resource => StrictManifest.Parse(resource.Tree));

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists);
}
