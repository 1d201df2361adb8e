using System.CommandLine;
using System.Text.Json.Nodes;
using OrleansFederation.Cli;
using OrleansFederation.Data;
using OrleansFederation.Errors;
using OrleansFederation.Output;
using OrleansFederation.Registry;

namespace OrleansFederation.Inference;

/// <summary>Asks a model.</summary>
internal sealed class InferCommand : FedCommand
{
    private readonly Argument<ModelName> _model = ModelName.Argument();
    private readonly Option<string?> _input = new("--input")
    {
        Description = "JSON numbers, nested or flat: a file, or - for standard input.",
        HelpName = "FILE",
    };

    private readonly Option<int?> _example = new("--example") { Description = "An example of the federation's central test set, from 0.", HelpName = "N" };

    private readonly Option<string?> _client = new("--client")
    {
        Description = "As which client of the federation to ask, where each has preprocessing of its own.",
        HelpName = "ID",
    };

    public InferCommand() : base("infer", "Asks a model.", "fed infer digits@production --input row.json")
    {
        Add(_model);
        Add(_input);
        Add(_example);
        Add(_client);
        Validators.Add(result =>
        {
            if (result.GetResult(_input) is null == result.GetResult(_example) is null)
            {
                result.AddError("Give one input: --input FILE or --example N");
            }
        });
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var (name, reference) = context.Get(_model);
        var given = context.Get(_input) is { } path ? await InputReader.ReadAsync(path, context.Host.In, cancellationToken) : null;

        await using var session = await context.OpenAsync(cancellationToken);
        var client = session.Client;
        var manifest = await ManifestAsync(client, name, reference, required: given is null, cancellationToken);
        if (given is null && manifest!.Registration is not null)
        {
            throw FederationErrors.InputMismatch.Exception($"model {name} v{manifest.Version}", "it was registered and not trained here, so that no federation has a test set of its", "Give an input of your own with --input FILE, or --input - to type one.");
        }

        var drawn = given is null ? await client.GetExampleAsync(manifest!.Federation, context.Get(_example)!.Value, cancellationToken) : null;
        var response = await client.InferAsync(name, (given ?? new(null, drawn!.Input)) with { Reference = reference, Client = context.Get(_client) }, cancellationToken);

        var isClassifier = IsClassifier(manifest, response);
        context.Terminal.Show(
            () => drawn is null ? InferenceText.Table(response, isClassifier) : InferenceText.Example(drawn, response, isClassifier),
            () => Document(response, drawn, isClassifier));
        if (manifest is { Kept.Count: > 0 })
        {
            context.Terminal.Say($"v{manifest.Version} is whole at the clients of {manifest.Federation} only: each has its own {string.Join(", ", manifest.Kept)}, and this answer is by their initial values.");
        }

        return ExitCodes.Ok;
    }

    /// <summary>Gives what commands in other forms than text give.</summary>
    public static JsonObject Document(InferenceResponse response, DataExample? example, bool isClassifier)
    {
        var rows = InferenceText.Rows(response);
        var document = new JsonObject
        {
            ["model"] = response.Model,
            ["version"] = response.Version,
            ["digest"] = response.Digest,
            ["shape"] = JsonForm.Node(response.Shape),
            ["outputs"] = JsonForm.Node(rows),
        };
        if (isClassifier)
        {
            document["answers"] = JsonForm.Node(rows.Select(row => Answer.Of(row)).Select(answer => new { answer.Class, answer.Probability }));
        }

        if (example is not null)
        {
            document["example"] = new JsonObject { ["index"] = example.Index, ["label"] = JsonForm.Node(example.Label), ["input"] = JsonForm.Node(example.Input) };
        }

        return document;
    }

    /// <summary>
    /// Tells whether outputs mean classes: where the version was evaluated as a classifier; where nothing is known of it, several
    /// outputs are taken for classes and one for a number.
    /// </summary>
    private static bool IsClassifier(VersionManifest? manifest, InferenceResponse response) =>
        (manifest?.Central ?? manifest?.Federated) is { } metrics ? metrics.Correct is not null : response.Shape is [_, > 1];

    private static async Task<VersionManifest?> ManifestAsync(
        FederationClient client, string model, string? reference, bool required, CancellationToken cancellationToken)
    {
        try
        {
            var version = await client.ResolveAsync(model, reference, cancellationToken);
            return (await client.GetVersionAsync(model, version, cancellationToken)).Manifest;
        }
        catch (FederationException e) when (!required && e.Code == FederationErrors.NotGranted.Code)
        {
            // Whoever may only infer is answered without the version's provenance.
            return null;
        }
        catch (FederationException e) when (e.Code == FederationErrors.NotGranted.Code)
        {
            throw new FederationException(
                FederationErrors.NotGranted.At(
                    $"model {model}", $"{client.Principal} may not read examples of its test set",
                    $"Give an input of your own with --input FILE; its owner lets you ask by: fed grant give {model} --to {client.Principal} --can infer"),
                e);
        }
    }
}
