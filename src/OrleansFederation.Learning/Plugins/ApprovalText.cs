using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansFederation.Errors;
using OrleansFederation.Federations;

namespace OrleansFederation.Plugins;

/// <summary>
/// The form of a site's approvals: <c>{ "plugins": [ { "name": …, "digest": "sha256:…", "path": …, "kinds": ["data"], "limits": { "memory":
/// "2GiB", "time": "1h" } } ] }</c>, with comments where somebody wants some. A model, which comes with the federation that trains it, has no path.
/// </summary>
public static class ApprovalText
{
    /// <summary>What digests of plugins begin with.</summary>
    public const string DigestPrefix = "sha256:";

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private static readonly string[] Keys = ["name", "digest", "path", "kinds", "limits"];

    /// <summary>Whether text is a digest.</summary>
    /// <param name="text">The text.</param>
    public static bool IsDigest(string? text) =>
        text is not null && text.Length == DigestPrefix.Length + 64 && text.StartsWith(DigestPrefix, StringComparison.Ordinal) && text[DigestPrefix.Length..].All(char.IsAsciiHexDigitLower);

    /// <summary>Reads approvals.</summary>
    /// <param name="text">The JSON.</param>
    /// <param name="place">The file, for messages.</param>
    /// <exception cref="FederationException">FED1080 with everything that is wrong.</exception>
    public static IReadOnlyList<PluginApproval> Read(string text, string place)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Lenient);
            if (new SpecValue(document.RootElement)["plugins"] is not { IsList: true } list)
            {
                throw FederationErrors.ApprovalsMalformed.Exception(place, "it has no list under the key plugins");
            }

            List<Problem> problems = [];
            PluginApproval[] approvals = [.. list.Items.Select((item, index) => Approval(item, $"{place}, plugins[{index}]", problems)).OfType<PluginApproval>()];
            return problems.Count == 0 ? approvals : throw new FederationException([.. problems]);
        }
        catch (JsonException fault)
        {
            throw new FederationException(FederationErrors.ApprovalsMalformed.At(place, fault.Message), fault);
        }
    }

    /// <summary>Writes approvals.</summary>
    /// <param name="approvals">The approvals in their order.</param>
    public static string Write(IEnumerable<PluginApproval> approvals)
    {
        JsonArray list = [.. approvals.Select(approval => new JsonObject((IEnumerable<KeyValuePair<string, JsonNode?>>)
        [
            new("name", approval.Name),
            new("digest", approval.Digest),
            .. approval.Assembly.Length > 0 ? [new("path", Path.Combine(approval.Folder, approval.Assembly))] : Array.Empty<KeyValuePair<string, JsonNode?>>(),
            new("kinds", new JsonArray([.. approval.Kinds.Select(kind => (JsonNode)PluginKinds.Word(kind))])),
            new("limits", new JsonObject { ["memory"] = ByteSize.Format(approval.Memory), ["time"] = Duration.Format(approval.Time) }),
        ]))];
        return new JsonObject { ["plugins"] = list }.ToJsonString(Indented) + "\n";
    }

    private static PluginApproval? Approval(SpecValue item, string place, List<Problem> problems)
    {
        var before = problems.Count;
        var (digest, path, limits) = (item["digest"].Text, item["path"].Text, item["limits"]);
        foreach (var (key, _) in item.Members.Where(member => !Keys.Contains(member.Key)).Concat(limits.Members.Where(member => member.Key is not ("memory" or "time"))))
        {
            problems.Add(FederationErrors.ApprovalsMalformed.At(place, $"the key '{SchemaText.Shortened(key)}' is not known", $"Known are {string.Join(", ", Keys)}, and in limits memory and time."));
        }

        if (!IsDigest(digest))
        {
            problems.Add(FederationErrors.ApprovalsMalformed.At(place, "digest is not sha256: and 64 lower-case hexadecimal digits"));
        }

        List<PluginKind> kinds = [];
        foreach (var word in item["kinds"].Items.Select(kind => kind.Text ?? ""))
        {
            if (PluginKinds.Parse(word) is { } kind)
            {
                kinds.Add(kind);
            }
            else
            {
                problems.Add(FederationErrors.ApprovalsMalformed.At(place, $"'{SchemaText.Shortened(word)}' is no kind", $"Kinds are {PluginKinds.Words}."));
            }
        }

        // A model has no file at the site: it comes with the federation that trains it.
        var isModel = kinds is [PluginKind.Model];
        if (isModel ? path is not null : path is null || !Path.IsPathFullyQualified(path))
        {
            problems.Add(FederationErrors.ApprovalsMalformed.At(place, isModel ? "a model has no path: it comes with the federation" : "path is not the whole path of the plugin's assembly"));
        }

        var memory = limits["memory"] is { Element: null } ? PluginApproval.StandardMemory : limits["memory"].Text is { } size ? ByteSize.Parse(size) : null;
        if (memory is null or < ByteSize.Least)
        {
            problems.Add(FederationErrors.ApprovalsMalformed.At(place, $"limits.memory is no size of {ByteSize.Format(ByteSize.Least)} or more", "Write a size such as 512MiB or 2GiB."));
        }

        var time = limits["time"] is { Element: null } ? PluginApproval.StandardTime : limits["time"].Duration;
        if (time is null || time < TimeSpan.FromSeconds(1))
        {
            problems.Add(FederationErrors.ApprovalsMalformed.At(place, "limits.time is no time of 1s or more", "Write a time such as 90s, 10m or 2h."));
        }

        return problems.Count > before
            ? null
            : new(
                item["name"].Text ?? (path is null ? "model" : Path.GetFileNameWithoutExtension(path)), digest!,
                path is null ? "" : Path.GetDirectoryName(Path.GetFullPath(path))!, path is null ? "" : Path.GetFileName(path),
                kinds, memory!.Value, time!.Value);
    }
}
