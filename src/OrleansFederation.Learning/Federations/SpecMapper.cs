using System.Globalization;
using System.Text.Json;
using OrleansFederation.Clients;
using OrleansFederation.CrossValidation;
using OrleansFederation.Data;
using OrleansFederation.Evaluation;
using OrleansFederation.Modeling;
using OrleansFederation.Plugins;
using OrleansFederation.Preprocessing;
using OrleansFederation.Registry;

namespace OrleansFederation.Federations;

/// <summary>Makes a spec of JSON: short forms written out, defaults filled in. What has a problem gets its default.</summary>
internal static class SpecMapper
{
    // A number of JSON keeps its digits in every program up to here.
    private const double LargestSeed = 999_999_999_999_999;

    /// <summary>Maps a whole spec.</summary>
    /// <param name="root">The spec's JSON.</param>
    public static FederationSpec Map(JsonElement root)
    {
        SpecValue spec = new(root);
        var name = spec["federation"].Text ?? "";
        var data = DataMapper.IsTemplate(spec["data"], spec["clients"]) ? null : spec["data"].IsMapping ? DataMapper.Map(spec["data"]) : null;
        var clients = Clients(spec["clients"], DataMapper.IsTemplate(spec["data"], spec["clients"]) ? spec["data"] : default);
        var columns = RawColumns.Of(data, clients);
        var (model, evaluation) = (spec["model"], Evaluation(spec["evaluation"]));
        var (loss, training, asynchronous) = (LossOf(model["loss"]), TrainingMapper.Map(spec["training"]), AsyncMapper.Map(spec["async"]));
        var preprocessing = PreprocessingMapper.Map(spec["preprocessing"], columns.Count > 0 && model.IsMapping && !model["input"].IsList);
        return new()
        {
            Name = name,
            Description = spec["description"].Text,
            Seed = (long)Math.Clamp(spec["seed"].Number ?? 1, -LargestSeed, LargestSeed),
            Model = Model(model, name, preprocessing is not null && columns.Count > 0 ? [FittedPreprocessing.WidthOf(preprocessing, columns)] : []) with { Kept = Texts(spec["personal"]["keep"]) },
            Data = data,
            Preprocessing = preprocessing,
            PreprocessingPlugin = PluginMapper.Map(spec["preprocessing"]),
            Clients = clients,
            Rounds = spec["rounds"].Whole ?? 1,
            Sampling = SamplingMapper.Map(spec["sampling"], asynchronous),
            Async = asynchronous,
            Training = training,
            Personal = PersonalMapper.Map(spec["personal"]),
            Clusters = ClusteringMapper.Map(spec["clusters"]),
            Filters = FilterMapper.Map(spec["filters"]),
            Aggregation = AggregationMapper.Map(spec["aggregation"], training),
            Server = ServerMapper.Map(spec["server"]),
            Evaluation = evaluation,
            Defence = DefenceMapper.Map(spec["defence"]),
            Attack = AttackMapper.Map(spec["attack"]),
            Stop = StopMapper.Stop(spec["stop"], loss, evaluation.Central),
            Gate = StopMapper.Gate(spec["gate"], loss, evaluation.Central),
            Retention = spec["retention"]["last"].Whole is { } last ? new RetentionSpec(last) : RetentionSpec.All,
            Fold = spec["fold"].IsMapping ? Fold(spec["fold"]) : null,
        };
    }

    /// <summary>Sorts the lists whose order has no meaning: listed clients by id, which gives them their ordinals, and chosen ordinals.</summary>
    /// <param name="spec">A spec without problems.</param>
    public static FederationSpec Ordered(FederationSpec spec) => spec with
    {
        Clients = spec.Clients with
        {
            Listed = spec.Clients.Listed is { } listed ? [.. listed.OrderBy(client => client.Id, StringComparer.Ordinal)] : null,
            Only = spec.Clients.Only is { } only ? [.. only.Order()] : null,
        },
        Fold = spec.Fold is { } fold ? fold with { Train = Sorted(fold.Train), Test = Sorted(fold.Test) } : null,
    };

    private static List<int>? Sorted(IReadOnlyList<int>? ordinals) => ordinals is null ? null : [.. ordinals.Order()];

    private static ModelSpec Model(SpecValue model, string name, IReadOnlyList<int> features)
    {
        var input = model["input"].IsList ? [.. model["input"].Items.Select(size => size.Whole ?? 0)] : features;
        ModelSpec spec = new(
            model["name"].Text ?? name,
            input,
            [.. model["layers"].Items.Select(Layer)],
            LossOf(model["loss"]))
        {
            LossPlugin = PluginMapper.Map(model["loss"]),
            From = model["from"].IsMapping ? Start(model["from"]) : null,
            Freeze = Texts(model["freeze"]),
            Lora = model["lora"].IsMapping ? Lora(model["lora"]) : null,
            Program = ProgramMapper.Map(model),
        };
        if (model["template"].First is not var (key, given) || ModelTemplates.Find(key) is not { } template)
        {
            return spec;
        }

        var arguments = Arguments(template, given);
        input = input.Count == 0 ? template.Input(arguments) ?? [] : input;
        return spec with { Input = input, Layers = template.Expand(arguments, input), Template = template.Name };
    }

    private static LossKind LossOf(SpecValue loss) =>
        (loss.Text ?? loss["as"].Text) switch { "bce" => LossKind.Bce, "mse" => LossKind.Mse, _ => LossKind.CrossEntropy };

    // Held within their ranges, since a wrong one is known to be a problem and must not make a model of billions of layers.
    private static TemplateArguments Arguments(IModelTemplate template, SpecValue given) => new(
        template.Arguments.ToDictionary(argument => argument.Name, argument => Math.Clamp(given[argument.Name].Number ?? argument.Default ?? argument.Minimum, argument.Minimum, argument.Maximum), StringComparer.Ordinal),
        template.Lists.ToDictionary(
            list => list.Name,
            list => given[list.Name] is { IsList: true } values ? [.. values.Items.Take(list.Items).Select(value => Math.Clamp(value.Whole ?? 1, 1, list.Maximum))] : list.Default,
            StringComparer.Ordinal));

    private static ModelStart Start(SpecValue from)
    {
        var version = from["version"].Text?.Split('@');
        return new(
            version?[0],
            version is [_, var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : 0,
            from["safetensors"].Text,
            Texts(from["fresh"]));
    }

    private static LoraSpec Lora(SpecValue lora) => new(
        Math.Max(1, lora["rank"].Whole ?? 8),
        lora["alpha"].Number ?? 16,
        lora["layers"].IsList ? Texts(lora["layers"]) : ["*"]);

    // YAML reads a pattern of one layer, such as 3, as a number.
    private static List<string> Texts(SpecValue list) => [.. list.Items.Select(item => item.Text ?? item.Element?.GetRawText() ?? "")];

    private static LayerSpec Layer(SpecValue layer)
    {
        var (kind, given) = layer.First ?? (layer.Text ?? "", default);
        var arguments = ArgumentMapper.Map(LayerRules.Find(kind)?.Arguments ?? [], given);
        return LayerRules.Find(kind) is ILayerBlockRule block ? new(kind, arguments) { Branches = Branches(block, given) } : new(kind, arguments);
    }

    private static Dictionary<string, IReadOnlyList<LayerSpec>> Branches(ILayerBlockRule block, SpecValue given)
    {
        Dictionary<string, IReadOnlyList<LayerSpec>> branches = new(StringComparer.Ordinal);
        foreach (var (place, branch) in block.Branches.Index())
        {
            var list = place == 0 && given.IsList ? given : given[branch.Name];
            if (place == 0 || list.IsList)
            {
                branches.Add(branch.Name, [.. list.Items.Select(Layer)]);
            }
        }

        return branches;
    }

    private static ClientsSpec Clients(SpecValue clients, SpecValue template) => clients.IsList
        ? new()
        {
            Listed =
            [
                .. clients.Items.Select(client => new ListedClient(client["id"].Text ?? "", client["site"].Text ?? "", DataMapper.Map(client["data"].Over(template))) { Tags = SelectionMapper.Words(client["tags"]) }),
            ],
        }
        : new()
        {
            Simulate = clients["simulate"].Whole ?? 1,
            Partition = Partition(clients["partition"]),
            Site = clients["site"].Text ?? "local",
            Sites = clients["sites"].IsList ? [.. clients["sites"].Items.Select(site => site.Text ?? "")] : null,
            Only = Ordinals(clients["only"]),
            Tags = SelectionMapper.Ordinals(clients["tags"]),
            Pool = clients["pool"].Flag ?? false,
        };

    private static PartitionSpec Partition(SpecValue partition) => partition.First switch
    {
        ("dirichlet", var alpha) => new() { Kind = PartitionKind.Dirichlet, Alpha = alpha.Number ?? 1 },
        ("shards", var shards) => new() { Kind = PartitionKind.Shards, ShardsPerClient = shards.Whole ?? 1 },
        ("counts", var counts) => new() { Kind = PartitionKind.Counts, Counts = [.. counts.Items.Select(count => count.Whole ?? 0)] },
        _ => new(),
    };

    private static EvaluationSpec Evaluation(SpecValue evaluation)
    {
        EvaluationSpec standard = new();
        return new()
        {
            Fraction = evaluation["fraction"].Number ?? standard.Fraction,
            Minimum = evaluation["minimum"].Whole ?? standard.Minimum,
            Central = evaluation["central"] is var central && (central.Flag ?? central.Text == "test"),
            Site = evaluation["site"].Text ?? standard.Site,
            Baselines = evaluation["baselines"].Flag ?? standard.Baselines,
            Metrics = evaluation["metrics"].Items.Any() ? [.. evaluation["metrics"].Items.Select(PluginMapper.Map).OfType<PluginSpec>()] : standard.Metrics,
        };
    }

    private static FoldSpec Fold(SpecValue fold) => new()
    {
        Index = fold["index"].Whole ?? 0,
        Of = fold["of"].Whole ?? 2,
        Seed = (long)Math.Clamp(fold["seed"].Number ?? 1, -LargestSeed, LargestSeed),
        Train = Ordinals(fold["train"]),
        Test = Ordinals(fold["test"]),
        Pool = fold["pool"].Flag ?? false,
    };

    private static List<int>? Ordinals(SpecValue list) => list.IsList ? [.. list.Items.Select(ordinal => ordinal.Whole ?? 0)] : null;
}
