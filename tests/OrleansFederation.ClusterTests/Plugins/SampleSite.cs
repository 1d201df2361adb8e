using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Fixtures;
using OrleansFederation.Isolation;

namespace OrleansFederation.Plugins;

/// <summary>A site with a copy of the sample plugin and a file of approvals, both its own.</summary>
internal sealed class SampleSite : IDisposable
{
    private readonly StateDirectory _folder = new();

    public SampleSite()
    {
        Directory.CreateDirectory(Files);
        Directory.CreateDirectory(Tasks);
        foreach (var file in Directory.EnumerateFiles(Built))
        {
            File.Copy(file, Path.Combine(Files, Path.GetFileName(file)));
        }

        Approvals = new(Path.Combine(_folder.Path, "approvals.json"));
        Digest = PluginFolder.Digest(Files);
    }

    /// <summary>The sample's assembly where its project was built.</summary>
    private static string Built { get; } = AppContext.BaseDirectory.Replace("OrleansFederation.ClusterTests", "OrleansFederation.SamplePlugin", StringComparison.Ordinal);

    /// <summary>The folder of the copy.</summary>
    public string Files => Path.Combine(_folder.Path, "plugin");

    /// <summary>Where tasks have their folders.</summary>
    public string Tasks => Path.Combine(_folder.Path, "tasks");

    public string Assembly => Path.Combine(Files, "OrleansFederation.SamplePlugin.dll");

    public ApprovalFile Approvals { get; }

    public string Digest { get; }

    /// <summary>Approves the copy as it is.</summary>
    public SampleSite Approve(TimeSpan? time = null, long? memory = null, params IReadOnlyList<PluginKind> kinds)
    {
        Approvals.Approve(new("sample", PluginFolder.Digest(Files), Files, Path.GetFileName(Assembly), kinds.Count > 0 ? kinds : Enum.GetValues<PluginKind>(), memory ?? PluginApproval.StandardMemory, time ?? TimeSpan.FromMinutes(1)));
        return this;
    }

    /// <summary>Has a silo look here.</summary>
    public void Configure(IServiceCollection services) => services.Configure<IsolationOptions>(options => (options.Approvals, options.Folder) = (Approvals.Location, Tasks));

    /// <summary>A spec whose one client has the sample's data.</summary>
    public string Spec(string data = "blobs", string options = "{}", int rounds = 1, string loss = "\"crossEntropy\"", string extra = "", int input = 4, string name = "tiny") => $$$"""
        {
          "federation": "{{{name}}}", "seed": 7,
          "model": { "input": [{{{input}}}], "layers": [{ "linear": 2 }], "loss": {{{loss}}} },
          "clients": [ { "id": "{{{name}}}.one", "site": "local", "data": { "plugin": {{{Plugin(data, options)}}} } } ],
          "rounds": {{{rounds}}},
          "training": { "optimizer": "adam", "learningRate": 0.05, "batchSize": 20, "epochs": 2 }{{{extra}}}
        }
        """;

    /// <summary>A plugin of the sample as a spec names it.</summary>
    public string Plugin(string name, string options = "{}") => $$"""{ "name": "{{name}}", "digest": "{{Digest}}", "options": {{options}} }""";

    public void Dispose() => _folder.Dispose();
}
