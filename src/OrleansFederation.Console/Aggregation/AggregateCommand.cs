using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;
using OrleansFederation.Parameters;

namespace OrleansFederation.Aggregation;

/// <summary>Aggregates safetensors files offline, with any rule. Nothing leaves the machine, and no silo is needed.</summary>
internal sealed class AggregateCommand : FedCommand
{
    private readonly Argument<string[]> _files = new("FILE") { Description = "Safetensors files of the same tensors (F32, F16 or BF16), folded in the order given.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string> _rule = new("--rule") { Description = $"The rule: {string.Join(", ", AggregationRules.All.Select(rule => rule.Name))}.", HelpName = "RULE", DefaultValueFactory = _ => AggregationSpec.FedAvg.Rule };
    private readonly Option<string[]> _arguments = new("--arg") { Description = "An argument of the rule, such as byzantine=1; may be given several times.", HelpName = "NAME=VALUE" };
    private readonly Option<string?> _examples = new("--examples", "--weights") { Description = "The examples behind each file, in order, separated by commas; one each where not given.", HelpName = "N,N" };
    private readonly Option<string?> _steps = new("--steps") { Description = "The local steps behind each file, for rules that ask for them.", HelpName = "N,N" };
    private readonly Option<string?> _losses = new("--losses") { Description = "The loss of the base at each client, for rules that ask for it.", HelpName = "X,X" };
    private readonly Option<string?> _base = new("--base") { Description = "The parameters that the files were trained from: their differences to it are aggregated and added to it. Without it the files are taken for updates.", HelpName = "FILE" };
    private readonly Option<string?> _out = new("--out") { Description = "Where to write the result, as safetensors.", HelpName = "FILE" };

    public AggregateCommand() : base("aggregate", "Aggregates safetensors files with any rule, without a silo.", "fed aggregate --rule median a.safetensors b.safetensors c.safetensors")
    {
        _rule.CompletionSources.Add([.. AggregationRules.All.Select(rule => rule.Name)]);
        Add(_files);
        Add(_rule);
        Add(_arguments);
        Add(_examples);
        Add(_steps);
        Add(_losses);
        Add(_base);
        Add(_out);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var (rule, settings) = RuleArguments.Read(context.Get(_rule)!, context.Get(_arguments) ?? []);
        var files = context.Get(_files)!;
        var examples = Numbers("--examples", context.Get(_examples), files.Length);
        var (steps, losses) = (Numbers("--steps", context.Get(_steps), files.Length), Numbers("--losses", context.Get(_losses), files.Length));
        if (examples?.FirstOrDefault(count => count != Math.Floor(count) || count > 1L << 53) is { } odd and not 0)
        {
            throw FederationErrors.Usage.Exception("--examples", FormattableString.Invariant($"{odd} is no count of examples"), "Write whole numbers of 0 or more.");
        }

        var inputs = await Task.Run(() => UpdateFiles.Open(files, context.Get(_base), cancellationToken), cancellationToken);
        UpdateFigures[] figures = [.. files.Select((_, i) => new UpdateFigures((long)(examples?[i] ?? 1)) { Norm = inputs.Norms[i], LocalSteps = steps?[i], InitialLoss = losses?[i] })];
        BlockwiseAggregation aggregation = new(files.Length, inputs.Layout.Length, Read, Environment.ProcessorCount);
        var (aggregate, weighing, distances) = await Task.Run(() => aggregation.Run(rule, figures, settings), cancellationToken);
        if (inputs.Base is { } from)
        {
            PartialSums.Apply<float>(aggregate, from);
        }

        var file = Safetensors.Write(inputs.Layout, aggregate);
        var digest = Convert.ToHexStringLower(SHA256.HashData(file));
        if (context.Get(_out) is { } target)
        {
            OutputFile.Write(target, file);
        }

        var rows = files.Select((path, i) => new AggregateRow(path, figures[i].Examples, At(weighing.Weights, i), At(weighing.Scores, i), inputs.Norms[i], distances[i])).ToArray();
        context.Terminal.Show(
            () => AggregateTables.Show(rule, settings, rows, digest, context.Get(_out)),
            () => new JsonObject
            {
                ["rule"] = rule.Name,
                ["arguments"] = new JsonObject(settings.Arguments.Select(argument => KeyValuePair.Create(argument.Key, (JsonNode?)argument.Value))),
                ["bears"] = rule.Tolerate(settings, files.Length).Wrong,
                ["digest"] = digest,
                ["length"] = file.Length,
                ["file"] = context.Get(_out) is { } written ? Path.GetFullPath(written) : null,
                ["inputs"] = new JsonArray([.. rows.Select(row => (JsonNode)JsonForm.Of(row))]),
            });
        return ExitCodes.Ok;

        void Read(int update, int start, Memory<float> block)
        {
            cancellationToken.ThrowIfCancellationRequested();
            inputs.Read(update, start, block.Span);
        }
    }

    private static double? At(IReadOnlyList<double> values, int index) => values.Count > 0 ? values[index] : null;

    private static double[]? Numbers(string option, string? given, int count)
    {
        if (given is null)
        {
            return null;
        }

        double[] numbers = [.. given.Split(',').Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) && number >= 0 ? number : double.NaN)];
        return numbers.Length == count && !numbers.Any(double.IsNaN) ? numbers
            : throw FederationErrors.Usage.Exception(option, $"'{given}' is not one number of 0 or more for each of the files, which are {count}", "Write a number for each file, separated by commas.");
    }
}
