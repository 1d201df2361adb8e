using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansFederation.Aggregation;
using OrleansFederation.Filters;
using OrleansFederation.Modeling;
using OrleansFederation.Optimizers;

namespace OrleansFederation.Federations;

public sealed class FederationSchemaTests
{
    // What SchemaWalker checks, and what only editors show.
    private static readonly string[] Understood =
    [
        "$schema", "$ref", "$defs", "title", "description", "default", "type", "oneOf", "enum", "const", "properties", "required", "additionalProperties",
        "minProperties", "maxProperties", "items", "minItems", "maxItems", "minLength", "maxLength", "pattern", "minimum", "maximum",
        "exclusiveMinimum", "exclusiveMaximum", "x-code", "x-transparent", "x-exactly-one", "x-at-most-one", "x-minimum", "x-maximum",
    ];

    [Fact]
    public void The_walker_understands_every_word_of_the_schema() =>
        Assert.Empty(Schemas().SelectMany(schema => schema.EnumerateObject().Select(word => word.Name)).Distinct().Except(Understood));

    [Fact]
    public void Every_reference_leads_somewhere()
    {
        var references = Schemas().Where(schema => schema.TryGetProperty("$ref", out _)).ToList();

        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.Equal(JsonValueKind.Object, FederationSchema.Resolve(reference).ValueKind));
    }

    [Fact]
    public void Every_key_of_a_mapping_is_described()
    {
        var members = Schemas().Where(schema => schema.TryGetProperty("properties", out _))
            .SelectMany(schema => schema.GetProperty("properties").EnumerateObject()).ToList();

        Assert.All(members, member => Assert.False(string.IsNullOrWhiteSpace(SchemaText.Description(member.Value)), member.Name));
    }

    [Fact]
    public void Every_mapping_is_closed() =>
        Assert.All(
            Schemas().Where(schema => schema.TryGetProperty("properties", out _)),
            schema => Assert.Equal(JsonValueKind.False, schema.GetProperty("additionalProperties").ValueKind));

    [Fact]
    public void The_branches_of_a_choice_differ_by_type()
    {
        var choices = Schemas().Where(schema => schema.TryGetProperty("oneOf", out _))
            .Select(schema => schema.GetProperty("oneOf").EnumerateArray().SelectMany(branch => SchemaText.Types(branch).Select(type => type == "integer" ? "number" : type)).ToList());

        Assert.All(choices, types => Assert.Equal(types.Count, types.Distinct().Count()));
    }

    [Fact]
    public void Layers_are_those_of_the_layer_rules()
    {
        var layer = FederationSchema.Root.GetProperty("$defs").GetProperty("layer").GetProperty("oneOf");
        var words = layer[0].GetProperty("enum").EnumerateArray().Select(word => word.GetString()!);
        var mapping = JsonNode.Parse(layer[1].GetProperty("properties").GetRawText())!;

        Assert.Equal(LayerRules.All.Where(rule => rule is not ILayerBlockRule && rule.Arguments.All(argument => argument.Default is not null)).Select(rule => rule.Kind).Order(StringComparer.Ordinal), words);
        Assert.Equal(Expected().ToJsonString(), mapping.ToJsonString());
    }

    [Fact]
    public void Aggregations_are_those_of_the_aggregation_rules()
    {
        var aggregation = FederationSchema.Root.GetProperty("properties").GetProperty("aggregation").GetProperty("oneOf");
        var words = aggregation[0].GetProperty("enum").EnumerateArray().Select(word => word.GetString()!);
        var expected = new JsonObject(AggregationRules.All.Select(rule => KeyValuePair.Create(rule.Name, (JsonNode?)Kind(rule.Description, rule.Arguments))));

        Assert.Equal(AggregationRules.All.Where(rule => rule.Arguments.All(argument => argument.Default is not null)).Select(rule => rule.Name), words);
        Assert.Equal(expected.ToJsonString(), JsonNode.Parse(aggregation[1].GetProperty("properties").GetRawText())!.ToJsonString());
    }

    [Fact]
    public void Filters_are_those_of_the_registry()
    {
        var filter = FederationSchema.Root.GetProperty("properties").GetProperty("filters").GetProperty("items").GetProperty("oneOf");
        var expected = new JsonObject(UpdateFilters.All.Select(one => KeyValuePair.Create(one.Name, (JsonNode?)Kind(one.Description, one.Arguments))));

        Assert.Equal(UpdateFilters.All.Select(one => one.Name), filter[0].GetProperty("enum").EnumerateArray().Select(word => word.GetString()));
        Assert.Equal(expected.ToJsonString(), JsonNode.Parse(filter[1].GetProperty("properties").GetRawText())!.ToJsonString());
    }

    [Fact]
    public void Templates_are_those_of_the_registry()
    {
        var expected = new JsonObject(ModelTemplates.All.Select(template => KeyValuePair.Create(template.Name, (JsonNode?)Template(template))));

        Assert.Equal(expected.ToJsonString(), JsonNode.Parse(Def("template").GetProperty("properties").GetRawText())!.ToJsonString());
    }

    [Fact]
    public void Server_optimisers_are_those_of_the_registry()
    {
        var server = FederationSchema.Root.GetProperty("properties").GetProperty("server").GetProperty("oneOf");
        var expected = new JsonObject(ServerOptimizers.All.Select(optimizer =>
        {
            JsonObject arguments = new(optimizer.Arguments.Select(argument => KeyValuePair.Create(argument.Name, (JsonNode?)Argument(argument, alone: false))))
            {
                ["schedule"] = new JsonObject { ["$ref"] = "#/$defs/schedule", ["description"] = "The learning rate's course over the rounds." },
            };
            return KeyValuePair.Create(optimizer.Name, (JsonNode?)new JsonArray(
                Argument(optimizer.Arguments[0], alone: true),
                new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = arguments }));
        }));

        Assert.Equal(ServerOptimizers.All.Select(optimizer => optimizer.Name), server[1].GetProperty("enum").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(expected.ToJsonString(), new JsonObject(server[2].GetProperty("properties").EnumerateObject().Select(member =>
            KeyValuePair.Create(member.Name, JsonNode.Parse(member.Value.GetProperty("oneOf").GetRawText())))).ToJsonString());
    }

    [Fact]
    public void Defaults_are_those_that_a_spec_gets()
    {
        var canonical = JsonNode.Parse(SpecReader.Read(SpecSamples.Small).OrThrow().Document.Json)!;

        foreach (var (section, schema) in new[] { ("", FederationSchema.Root), ("sampling", Def("sampling")), ("training", Def("training")), ("evaluation", Def("evaluation")), ("clients", Def("simulated")) })
        {
            foreach (var member in schema.GetProperty("properties").EnumerateObject())
            {
                // The small spec gives data itself.
                if (member.Value.TryGetProperty("default", out var expected) && member.Name != "data")
                {
                    var actual = section.Length == 0 ? canonical[member.Name] : canonical[section]![member.Name];
                    Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected.GetRawText()), actual), $"{section}.{member.Name}: {actual?.ToJsonString()}");
                }
            }
        }
    }

    private static JsonElement Def(string name) => FederationSchema.Root.GetProperty("$defs").GetProperty(name);

    private static JsonObject Expected() => new(LayerRules.All.OrderBy(rule => rule.Kind, StringComparer.Ordinal)
        .Select(rule => KeyValuePair.Create(rule.Kind, (JsonNode?)(rule is ILayerBlockRule block ? Block(block) : Kind(rule.Description, rule.Arguments)))));

    /// <summary>What takes numeric arguments, of which the first may stand alone.</summary>
    private static JsonObject Kind(string description, IReadOnlyList<NumericArgument> arguments)
    {
        JsonObject mapping = new() { ["type"] = "object", ["additionalProperties"] = false };
        mapping["properties"] = new JsonObject(arguments.Select(argument => KeyValuePair.Create(argument.Name, (JsonNode?)Argument(argument, alone: false))));
        if (arguments.Where(argument => argument.Default is null).Select(argument => (JsonNode)argument.Name).ToArray() is { Length: > 0 } required)
        {
            mapping["required"] = new JsonArray(required);
        }

        if (arguments.Count == 0)
        {
            JsonObject bare = new() { ["description"] = description };
            foreach (var (key, value) in mapping.ToList())
            {
                bare[key] = value!.DeepClone();
            }

            return bare;
        }

        // A number alone is the first argument, so that it stands only where the others have defaults.
        var alone = arguments.Skip(1).All(argument => argument.Default is not null);
        return new JsonObject
        {
            ["description"] = description,
            ["oneOf"] = alone ? new JsonArray(Argument(arguments[0], alone: true), mapping) : new JsonArray(mapping),
        };
    }

    private static JsonObject Block(ILayerBlockRule block) => new()
    {
        ["description"] = block.Description,
        ["oneOf"] = new JsonArray(
            new JsonObject { ["$ref"] = "#/$defs/nested" },
            new JsonObject
            {
                ["type"] = "object",
                ["additionalProperties"] = false,
                ["properties"] = new JsonObject(block.Branches.Select(branch => KeyValuePair.Create(branch.Name, (JsonNode?)new JsonObject { ["$ref"] = "#/$defs/nested", ["description"] = branch.Description }))),
                ["required"] = new JsonArray(block.Branches[0].Name),
            }),
    };

    private static JsonObject Template(IModelTemplate template)
    {
        var lists = template.Lists.Select(list => KeyValuePair.Create(list.Name, (JsonNode?)new JsonObject
        {
            ["type"] = "array",
            ["title"] = "a list of whole numbers",
            ["description"] = list.Description,
            ["default"] = new JsonArray([.. list.Default.Select(value => JsonValue.Create(value))]),
            ["minItems"] = 0,
            ["maxItems"] = list.Items,
            ["items"] = new JsonObject { ["type"] = "integer", ["description"] = "One of them.", ["minimum"] = 1, ["maximum"] = list.Maximum },
        }));
        return new()
        {
            ["description"] = template.Description,
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = new JsonObject(template.Arguments.Select(argument => KeyValuePair.Create(argument.Name, (JsonNode?)Argument(argument, alone: false))).Concat(lists)),
            ["required"] = new JsonArray([.. template.Arguments.Where(argument => argument.Default is null).Select(argument => JsonValue.Create(argument.Name))]),
        };
    }

    private static JsonObject Argument(NumericArgument argument, bool alone)
    {
        var flag = argument is { Whole: true, Minimum: 0, Maximum: 1 };
        JsonObject schema = new() { ["type"] = flag && !alone ? new JsonArray("integer", "boolean") : argument.Whole ? "integer" : "number", ["description"] = argument.Description };
        if (argument.Default is { } standard && !alone)
        {
            schema["default"] = Number(standard);
        }

        schema["minimum"] = Number(argument.Minimum);
        schema["maximum"] = Number(argument.Maximum);
        return schema;
    }

    private static JsonNode Number(double value) => value == Math.Floor(value) ? JsonValue.Create((long)value) : JsonNode.Parse(JsonSerializer.Serialize(value).ToLowerInvariant())!;

    // Every schema within the schema: the words of a schema are not mistaken for keys of a spec.
    private static IEnumerable<JsonElement> Schemas() => Within(FederationSchema.Root);

    private static IEnumerable<JsonElement> Within(JsonElement schema)
    {
        yield return schema;
        foreach (var word in schema.EnumerateObject())
        {
            var inner = word.Name switch
            {
                "properties" or "$defs" => word.Value.EnumerateObject().Select(member => member.Value),
                "oneOf" => word.Value.EnumerateArray(),
                "items" => [word.Value],
                _ => [],
            };
            foreach (var found in inner.SelectMany(Within))
            {
                yield return found;
            }
        }
    }
}
