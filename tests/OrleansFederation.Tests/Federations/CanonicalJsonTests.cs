using System.Text.Json.Nodes;

namespace OrleansFederation.Federations;

public sealed class CanonicalJsonTests
{
    public static TheoryData<string> Valid =>
    [
        SpecSamples.Small,
        SpecSamples.Full,
        SpecSamples.With("clients.partition", """{ "shards": 2 }"""),
        SpecSamples.With("clients.partition", """{ "counts": [30, 20, 10] }"""),
        SpecSamples.With("sampling.count", "2"),
        SpecSamples.With("data", """{ "format": "idx", "path": "${FED_DATA}/mnist" }"""),
        SpecSamples.With("data", """{ "format": "csv", "path": "/p", "header": false, "delimiter": ";", "encoding": "latin1", "missing": ["?", ""], "columns": [{ "age": "number" }, { "sex": { "category": ["0", "1"] } }, { "k": { "category": { "values": ["a"], "missing": ["-"] } } }, { "chol": { "number": { "missing": ["0"], "unit": "mg/dl", "minimum": 0, "maximum": 1000 } } }, { "patient": "ignore" }, { "visited": "ignore" }, { "num": "ignore" }], "target": { "column": "num", "classes": { "4": 1, "0": 0, "1": 1 } }, "split": { "train": 0.6, "validation": 0.2, "test": 0.2, "stratify": true, "group": "patient", "time": "visited" } }"""),
        SpecSamples.With("data", """{ "format": "parquet", "columns": [{ "a": "number" }, { "y": "number" }], "target": "y", "split": { "train": "/a", "validation": "/b", "test": "/c" } }"""),
        SpecSamples.With("data", """{ "format": "npy", "path": "/p.npz", "arrays": { "x": "features" }, "normalize": { "mean": 0, "std": 1 } }"""),
        SpecSamples.With("data", """{ "format": "images", "path": "/p", "image": { "channels": 3, "height": 8, "width": 9, "resize": true }, "target": { "classes": { "cat": 0, "dog": 1 } } }"""),
        SpecSamples.With("clients", """[{ "id": "b", "site": "s", "data": { "format": "idx", "path": "/b" } }, { "id": "a", "site": "s", "data": { "format": "digits" } }]"""),
        SpecSamples.Edit(SpecSamples.Small, ("model.layers", """["flatten", { "linear": 1 }]"""), ("model.loss", "\"mse\"")),
        SpecSamples.Edit(SpecSamples.Small, ("model.layers", """[{ "conv2d": { "out": 2, "kernel": 3 } }, "batchnorm2d", { "groupnorm": 2 }, "gelu", { "avgpool2d": 2 }, "dropout", "flatten", { "linear": 10 }]""")),
        SpecSamples.Edit(SpecSamples.Small, ("model.input", "[784]"), ("model.layers", """[{ "linear": 10 }]""")),
    ];

    [Theory]
    [MemberData(nameof(Valid))]
    public void The_canonical_form_reads_back_as_itself(string json)
    {
        var document = SpecReader.Read(json).OrThrow().Document;

        Assert.Equal(document, SpecReader.Read(document.Json).OrThrow().Document);
    }

    [Theory]
    [InlineData("seed", "1")]
    [InlineData("schema", "1")]
    [InlineData("model.name", "\"small\"")]
    [InlineData("description", "null")]
    [InlineData("clients.partition", "\"iid\"")]
    [InlineData("clients.pool", "false")]
    [InlineData("clients.only", "null")]
    [InlineData("data.train", "6000")]
    [InlineData("sampling", "{\"deadline\": \"600s\", \"onError\": \"strict\", \"fraction\": 1.0}")]
    [InlineData("training.momentum", "-0.0")]
    [InlineData("training.learningRate", "1e-2")]
    [InlineData("evaluation.central", "false")]
    [InlineData("retention", "\"all\"")]
    [InlineData("model.layers", "[{\"flatten\": {}}, {\"linear\": {\"out\": 10.0, \"bias\": true}}]")]
    [InlineData("$schema", "\"federation.schema.json\"")]
    public void An_explicit_default_leaves_the_digest_as_it_is(string path, string value) =>
        Assert.Equal(Digest(SpecSamples.Small), Digest(SpecSamples.With(path, value)));

    [Theory]
    [InlineData("seed", "2")]
    [InlineData("description", "\"x\"")]
    [InlineData("rounds", "3")]
    [InlineData("clients.partition", "{\"dirichlet\": 1}")]
    [InlineData("training.learningRate", "0.0100000001")]
    [InlineData("evaluation.baselines", "true")]
    public void Another_value_gives_another_digest(string path, string value) =>
        Assert.NotEqual(Digest(SpecSamples.Small), Digest(SpecSamples.With(path, value)));

    [Fact]
    public void The_order_of_keys_does_not_matter()
    {
        var reversed = Reversed(JsonNode.Parse(SpecSamples.Full)!).ToJsonString();

        Assert.Equal(Digest(SpecSamples.Full), Digest(reversed));
    }

    [Fact]
    public void Variables_stay_unexpanded()
    {
        var document = SpecReader.Read(SpecSamples.With("data", """{ "format": "idx", "path": "${FED_DATA}/mnist" }""")).OrThrow().Document;

        Assert.Contains("${FED_DATA}/mnist", document.Json, StringComparison.Ordinal);
    }

    // The digest names results that are already stored: where this fails, the schema number must rise.
    [Fact]
    public void The_form_of_schema_1_does_not_change()
    {
        var document = SpecReader.Read(SpecSamples.Small).OrThrow().Document;

        Assert.Equal(
            """{"schema":1,"federation":"small","description":null,"seed":1,"model":{"name":"small","input":[1,28,28],"layers":[{"flatten":{}},{"linear":{"out":10,"bias":1}}],"loss":"crossEntropy"},"data":{"format":"digits","path":null,"normalize":null,"train":6000,"test":1000},"clients":{"simulate":3,"partition":"iid","site":"local","only":null,"pool":false},"rounds":2,"sampling":{"fraction":1,"count":null,"minimum":1,"overSelection":0,"grace":null,"deadline":"10m","onError":"strict"},"training":{"optimizer":"sgd","learningRate":0.01,"batchSize":32,"epochs":1,"momentum":0,"nesterov":false,"weightDecay":0,"betas":[0.9,0.999]},"aggregation":"fedavg","evaluation":{"fraction":0,"minimum":1,"central":"none","site":"local","baselines":false},"retention":"all"}""",
            document.Json);
        Assert.Matches("^[0-9a-f]{64}$", document.Digest);
    }

    private static string Digest(string json) => SpecReader.Read(json).OrThrow().Document.Digest;

    private static JsonNode Reversed(JsonNode node) => node switch
    {
        JsonObject mapping => new JsonObject(mapping.Reverse().Select(pair => KeyValuePair.Create(pair.Key, pair.Value is null ? null : (JsonNode?)Reversed(pair.Value)))),
        JsonArray list => new JsonArray([.. list.Select(item => Reversed(item!))]),
        _ => node.DeepClone(),
    };
}
