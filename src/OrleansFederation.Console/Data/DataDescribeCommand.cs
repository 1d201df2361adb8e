using System.CommandLine;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Output;
using OrleansFederation.Specs;

namespace OrleansFederation.Data;

/// <summary>Tells what a file holds, and writes the section of a spec that reads it. Nothing leaves the machine.</summary>
internal sealed class DataDescribeCommand : FedCommand
{
    private readonly Argument<string> _file = new("FILE") { Description = "A CSV, Parquet, npy or npz file, or a folder with one folder of images a class.", HelpName = "FILE" };
    private readonly Option<string?> _spec = new("--spec") { Description = "A spec to hold the file against, as its site would read it.", HelpName = "SPEC" };
    private readonly Option<string?> _client = new("--client") { Description = "The client of the spec whose data is meant.", HelpName = "ID" };
    private readonly Option<string?> _write = new("--write") { Description = "Where to write the data section for a spec, as YAML.", HelpName = "FILE" };

    public DataDescribeCommand() : base("describe", "Tells what a file holds, and writes the data section of a spec for it.", "fed data describe patients.csv --write data.yaml")
    {
        Add(_file);
        Add(_spec);
        Add(_client);
        Add(_write);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(context.Get(_file));
        var spec = context.Get(_spec) is { } given ? SpecSource.Find(given).Validate().Spec : null;
        var (client, declared) = spec is null ? (null, null) : Meant(spec, path, context.Get(_client));
        await using var services = new ServiceCollection().AddSingleton(context.Host.Clock).AddDatasets().BuildServiceProvider();
        var profiler = services.GetRequiredService<IDataProfiler>();
        var profile = await ReadingBar.ShowAsync(context.Terminal, path, progress => profiler.Describe(path, declared, progress, cancellationToken));
        PartCounts? parts = null;
        if (declared is not null)
        {
            var at = declared with { Path = path, Split = declared.Split is { Files: not null } own ? new() { Group = own.Group } : declared.Split };
            parts = await ReadingBar.ShowAsync(context.Terminal, path, progress => profiler.Open(at, spec!.Seed, client, progress, cancellationToken));
        }

        context.Terminal.Show(() => DataTables.Show(path, profile, parts), () => Document(path, profile, parts));
        if (context.Get(_write) is { } target)
        {
            Write(target, YamlText.Of(JsonNode.Parse(CanonicalJson.Data(profile.Suggested))!));
            context.Terminal.Say($"The data section is in {target}: look kinds, categories and target over, and have every site use the same.");
        }

        return ExitCodes.Ok;
    }

    private static (string? Client, DataSpec Data) Meant(FederationSpec spec, string path, string? client)
    {
        if (spec.Clients.Listed is { } listed)
        {
            var found = client is not null ? listed.FirstOrDefault(each => each.Id == client)
                : listed.FirstOrDefault(each => Path.GetFileName(each.Data.Path ?? "") == Path.GetFileName(path)) ?? listed[0];
            return found is null
                ? throw FederationErrors.ClientNotFound.Exception($"client {client}", "the spec lists no client of this id", $"Give one of {string.Join(", ", listed.Take(20).Select(each => each.Id))}.")
                : (found.Id, found.Data);
        }

        return (null, spec.Data!);
    }

    private static JsonObject Document(string path, DataProfile profile, PartCounts? parts)
    {
        var document = new JsonObject
        {
            ["path"] = path,
            ["format"] = profile.Format,
            ["rows"] = profile.Rows,
            ["bytes"] = profile.Bytes,
            ["emptyLines"] = profile.EmptyLines,
            ["columns"] = new JsonArray([.. profile.Columns.Select(column => (JsonNode)JsonForm.Of(column))]),
            ["data"] = JsonNode.Parse(CanonicalJson.Data(profile.Suggested))!["data"]!.DeepClone(),
        };
        if (parts is not null)
        {
            document["parts"] = JsonForm.Of(parts);
        }

        return document;
    }

    private static void Write(string path, string text)
    {
        try
        {
            File.WriteAllText(path, text);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new FederationException(FederationErrors.FileNotWritable.At(path, fault.Message), fault);
        }
    }
}
