using OrleansFederation.Errors;

namespace OrleansFederation.Plugins;

/// <summary>A site's approvals as text.</summary>
public sealed class ApprovalTextTests
{
    private static readonly string Digest = "sha256:" + new string('b', 64);

    [Fact]
    public void What_is_written_is_read()
    {
        PluginApproval approval = new("ours", Digest, Path.GetFullPath("plugins"), "Ours.dll", [PluginKind.Data, PluginKind.Loss], 768L << 20, TimeSpan.FromMinutes(90));

        var read = Assert.Single(ApprovalText.Read(ApprovalText.Write([approval]), "approvals.json"));

        Assert.Equal(approval with { Kinds = read.Kinds }, read);
        Assert.Equal(approval.Kinds, read.Kinds);
    }

    [Fact]
    public void A_model_has_no_file_at_the_site()
    {
        PluginApproval approval = new("net", Digest, "", "", [PluginKind.Model], 768L << 20, TimeSpan.FromMinutes(90));

        var read = Assert.Single(ApprovalText.Read(ApprovalText.Write([approval]), "approvals.json"));

        Assert.Equal(approval with { Kinds = read.Kinds }, read);
        foreach (var kinds in (string[])["\"model\"], \"path\": \"/a.pt\"", "\"model\", \"data\"]"])
        {
            var refused = Assert.Throws<FederationException>(() => ApprovalText.Read($$"""{ "plugins": [ { "digest": "{{Digest}}", "kinds": [{{kinds}} } ] }""", "approvals.json"));
            Assert.Contains("path", Assert.Single(refused.Problems).Cause, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Comments_are_allowed_and_limits_have_defaults()
    {
        var text = $$"""
            {
              // Looked over by the data protection officer.
              "plugins": [ { "digest": "{{Digest}}", "path": "{{Path.GetFullPath("Ours.dll")}}", "kinds": ["metric"] }, ]
            }
            """;

        var read = Assert.Single(ApprovalText.Read(text, "approvals.json"));

        Assert.Equal(("Ours", PluginApproval.StandardMemory, PluginApproval.StandardTime), (read.Name, read.Memory, read.Time));
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        const string text = """{ "plugins": [ { "digest": "sha256:12", "path": "here", "kinds": ["all"], "limits": { "memory": "1MiB", "time": "soon", "cpu": 1 }, "hash": "" } ] }""";

        var refused = Assert.Throws<FederationException>(() => ApprovalText.Read(text, "approvals.json"));

        Assert.Equal(7, refused.Problems.Count);
        Assert.All(refused.Problems, problem => Assert.Equal((FederationErrors.ApprovalsMalformed.Code, "approvals.json, plugins[0]"), (problem.Code, problem.Place)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{ "plugins": 1 }""")]
    public void What_is_no_list_of_approvals_is_refused(string text) =>
        Assert.Equal(FederationErrors.ApprovalsMalformed.Code, Assert.Throws<FederationException>(() => ApprovalText.Read(text, "approvals.json")).Code);

    [Theory]
    [InlineData("512MiB", 512L << 20)]
    [InlineData("2GiB", 2L << 30)]
    [InlineData("2 GiB", 2L << 30)]
    [InlineData("2GB", null)]
    [InlineData("-1GiB", null)]
    [InlineData("99999999999GiB", null)]
    public void Sizes_are_read_as_people_write_them(string text, long? bytes) => Assert.Equal(bytes, ByteSize.Parse(text));
}
