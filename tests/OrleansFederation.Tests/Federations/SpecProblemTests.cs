namespace OrleansFederation.Federations;

public sealed class SpecProblemTests
{
    private const string ListedClient = """[{ "id": "a", "site": "s", "data": { "format": "idx", "path": "/a" } }]""";

    [Theory]
    [InlineData("federation", "\"Big Name\"", "FED1010", "federation")]
    [InlineData("federation", "\"name\\n\"", "FED1010", "federation")]
    [InlineData("federation", "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"", "FED1010", "federation")]
    [InlineData("federation", null, "FED1003", "federation")]
    [InlineData("clients.site", "\"a/b\"", "FED1010", "clients.site")]
    [InlineData("schema", "2", "FED1002", "schema")]
    [InlineData("seed", "1.5", "FED1002", "seed")]
    [InlineData("seed", "1e999", "FED1002", "seed")]
    [InlineData("rounds", "0", "FED1002", "rounds")]
    [InlineData("rounds", "\"3\"", "FED1002", "rounds")]
    [InlineData("description", "\"a\\u0000b\"", "FED1002", "description")]
    [InlineData("model", null, "FED1003", "model")]
    [InlineData("model.input", "[]", "FED1002", "model.input")]
    [InlineData("model.input", "[1, 0, 28]", "FED1002", "model.input[1]")]
    [InlineData("model.input", "[3, 28, 28]", "FED1005", "model.input")]
    [InlineData("model.layers", "[]", "FED1002", "model.layers")]
    [InlineData("model.layers", "[\"flaten\", {\"linear\": 10}]", "FED1002", "model.layers[0]")]
    [InlineData("model.layers", "[\"flatten\", \"linear\"]", "FED1002", "model.layers[1]")]
    [InlineData("model.layers", "[\"flatten\", {\"linear\": {}}]", "FED1003", "model.layers[1].out")]
    [InlineData("model.layers", "[\"flatten\", {\"linear\": 0}]", "FED1002", "model.layers[1]")]
    [InlineData("model.layers", "[\"flatten\", {\"linear\": {\"out\": 2.5}}]", "FED1002", "model.layers[1].out")]
    [InlineData("model.layers", "[\"flatten\", {\"linear\": {\"out\": 10, \"biass\": 0}}]", "FED1001", "model.layers[1].biass")]
    [InlineData("model.layers", "[\"flatten\", {\"liner\": 10}]", "FED1001", "model.layers[1]")]
    [InlineData("model.layers", "[\"flatten\", {\"linear\": 5}]", "FED1005", "model.layers[1]")]
    [InlineData("model.layers", "[{\"linear\": 10}]", "FED1005", "model.layers[0]")]
    [InlineData("model.layers", "[\"flatten\", {\"linear\": 10}, \"softmax\"]", "FED1009", "model.layers[2]")]
    [InlineData("model.loss", "\"crossentropy\"", "FED1002", "model.loss")]
    [InlineData("model.loss", "\"mse\"", "FED1005", "model.layers[1]")]
    [InlineData("data", null, "FED1003", "data")]
    [InlineData("data", "{\"format\": \"idx\"}", "FED1003", "data.path")]
    [InlineData("data", "{\"format\": \"xml\"}", "FED1002", "data.format")]
    [InlineData("data", "{\"format\": \"idx\", \"path\": \"${FED DATA}/x\"}", "FED1002", "data.path")]
    [InlineData("data", "{\"format\": \"idx\", \"path\": \"/x\", \"train\": 100}", "FED1009", "data.train")]
    [InlineData("data.path", "\"/x\"", "FED1009", "data.path")]
    [InlineData("data.columns", "[{\"a\": \"number\"}]", "FED1009", "data.columns")]
    [InlineData("data", "{\"format\": \"csv\", \"path\": \"/x\"}", "FED1003", "data.columns")]
    [InlineData("data", "{\"format\": \"csv\", \"path\": \"/x\", \"columns\": [{\"a\": \"number\"}]}", "FED1003", "data.target")]
    [InlineData("data", "{\"format\": \"csv\", \"path\": \"/x\", \"columns\": [{\"a\": \"number\"}], \"target\": \"y\"}", "FED1003", "data.target")]
    [InlineData("data", "{\"format\": \"csv\", \"path\": \"/x\", \"columns\": [{\"a\": \"text\"}], \"target\": \"a\"}", "FED1002", "data.columns[0]")]
    [InlineData("data", "{\"format\": \"csv\", \"path\": \"/x\", \"columns\": [{\"y\": \"number\"}], \"target\": \"y\"}", "FED1003", "data.columns")]
    [InlineData("data", "{\"format\": \"csv\", \"path\": \"/x\", \"header\": false, \"columns\": [{\"a\": \"number\"}], \"target\": {\"column\": \"y\", \"classes\": {\"0\": 0}}}", "FED1002", "data.target")]
    [InlineData("data", "{\"format\": \"csv\", \"path\": \"/x\", \"columns\": [{\"a\": \"number\"}, {\"y\": \"number\"}], \"target\": \"y\", \"split\": {\"train\": 0.5}}", "FED1002", "data.split")]
    [InlineData("data", "{\"format\": \"csv\", \"path\": \"/x\", \"columns\": [{\"a\": \"number\"}, {\"y\": \"number\"}], \"target\": \"y\", \"split\": {\"train\": 0.5, \"test\": 0.5, \"stratify\": true}}", "FED1009", "data.split.stratify")]
    [InlineData("data", "{\"format\": \"csv\", \"path\": \"/x\", \"columns\": [{\"a\": \"number\"}, {\"y\": \"number\"}], \"target\": \"y\", \"split\": {\"train\": \"/a\", \"test\": 0.5}}", "FED1009", "data.split")]
    [InlineData("data", "{\"format\": \"images\", \"path\": \"/x\", \"target\": {\"classes\": {\"a\": 0}}}", "FED1003", "data.image")]
    [InlineData("data", "{\"format\": \"npy\", \"path\": \"/x\", \"delimiter\": \";\"}", "FED1009", "data.delimiter")]
    [InlineData("data.normalize", "{\"mean\": 0.1, \"std\": 0}", "FED1002", "data.normalize.std")]
    [InlineData("data.normalize", "{\"mean\": 0.1}", "FED1003", "data.normalize.std")]
    [InlineData("clients", "{\"partition\": \"iid\"}", "FED1003", "clients.simulate")]
    [InlineData("clients", "3", "FED1002", "clients")]
    [InlineData("clients.partition", "{\"dirichlet\": 0}", "FED1002", "clients.partition.dirichlet")]
    [InlineData("clients.partition", "{\"dirichlet\": 1, \"shards\": 2}", "FED1002", "clients.partition")]
    [InlineData("clients.partition", "\"dirichlet\"", "FED1002", "clients.partition")]
    [InlineData("clients.partition", "{\"counts\": [10, 10]}", "FED1009", "clients.partition.counts")]
    [InlineData("clients.partition", "{\"counts\": [5000, 5000, 5000]}", "FED1024", "clients.partition")]
    [InlineData("clients.only", "[0, 3]", "FED1002", "clients.only")]
    [InlineData("clients.only", "[0, 0]", "FED1002", "clients.only")]
    [InlineData("clients", "{\"simulate\": 3, \"only\": [0], \"pool\": true}", "FED1009", "clients.pool")]
    [InlineData("sampling.fraction", "0", "FED1002", "sampling.fraction")]
    [InlineData("sampling.minimum", "4", "FED1009", "sampling.minimum")]
    [InlineData("sampling.count", "4", "FED1009", "sampling.count")]
    [InlineData("sampling", "{\"count\": 1, \"minimum\": 2}", "FED1009", "sampling.count")]
    [InlineData("sampling", "{\"count\": 2, \"fraction\": 0.5}", "FED1009", "sampling.fraction")]
    [InlineData("sampling.deadline", "\"10\"", "FED1002", "sampling.deadline")]
    [InlineData("sampling.deadline", "10", "FED1002", "sampling.deadline")]
    [InlineData("sampling.deadline", "\"8d\"", "FED1002", "sampling.deadline")]
    [InlineData("sampling", "{\"grace\": \"10m\", \"deadline\": \"5m\", \"onError\": \"dynamic\"}", "FED1009", "sampling.grace")]
    [InlineData("sampling.grace", "\"1s\"", "FED1009", "sampling.grace")]
    [InlineData("sampling.overSelection", "0.5", "FED1009", "sampling.overSelection")]
    [InlineData("sampling.onError", "\"ignore\"", "FED1002", "sampling.onError")]
    [InlineData("training.learningRate", "0", "FED1002", "training.learningRate")]
    [InlineData("training.momentum", "1", "FED1002", "training.momentum")]
    [InlineData("training.nesterov", "true", "FED1009", "training.nesterov")]
    [InlineData("training", "{\"optimizer\": \"adam\", \"momentum\": 0.9}", "FED1009", "training.momentum")]
    [InlineData("training.betas", "[0.5, 0.5]", "FED1009", "training.betas")]
    [InlineData("training.betas", "[0.5]", "FED1002", "training.betas")]
    [InlineData("aggregation", "\"fedavgg\"", "FED1002", "aggregation")]
    [InlineData("evaluation", "{\"fraction\": 0.5, \"minimum\": 4}", "FED1009", "evaluation.minimum")]
    [InlineData("evaluation.fraction", "1.5", "FED1002", "evaluation.fraction")]
    [InlineData("retention", "\"none\"", "FED1002", "retention")]
    [InlineData("retention", "{\"last\": 0}", "FED1002", "retention.last")]
    public void A_wrong_spec_gives_one_problem_at_its_place(string path, string? value, string code, string place)
    {
        var problems = SpecReader.Read(SpecSamples.With(path, value)).Problems;

        var problem = Assert.Single(problems);
        Assert.Equal((code, place), (problem.Code, problem.Place));
        Assert.NotEmpty(problem.Cause);
        Assert.NotEmpty(problem.Remedy);
    }

    [Theory]
    [InlineData("30", 0.5, false)]
    [InlineData("30", 0, true)]
    [InlineData("60", 0.5, true)]
    public void Clients_that_evaluate_need_test_examples_to_share(string test, double fraction, bool valid)
    {
        var json = SpecSamples.Edit(SpecSamples.Small, ("data.test", test), ("clients", """{ "simulate": 20, "partition": { "shards": 2 } }"""), ("evaluation.fraction", fraction.ToString(System.Globalization.CultureInfo.InvariantCulture)));

        var problems = SpecReader.Read(json).Problems;

        Assert.Equal(valid ? [] : ["FED1024 clients.partition"], problems.Select(problem => $"{problem.Code} {problem.Place}"));
    }

    [Theory]
    [InlineData("data", null, "evaluation.central", "\"test\"", "FED1003", "data")]
    [InlineData("data", null, "evaluation.baselines", "true", "FED1009", "evaluation.baselines")]
    public void Listed_clients_have_rules_of_their_own(string path, string? value, string otherPath, string? other, string code, string place)
    {
        var json = SpecSamples.Edit(SpecSamples.Small, ("clients", ListedClient), (path, value), (otherPath, other));

        var problem = Assert.Single(SpecReader.Read(json).Problems);

        Assert.Equal((code, place), (problem.Code, problem.Place));
    }

    [Fact]
    public void Two_listed_clients_of_one_id_are_refused_where_the_second_stands()
    {
        var json = SpecSamples.With("clients", $"[{ListedClient[1..^1]}, {ListedClient[1..^1]}]");

        var problem = Assert.Single(SpecReader.Read(json).Problems);

        Assert.Equal(("FED1002", "clients[1].id"), (problem.Code, problem.Place));
    }

    [Theory]
    [InlineData("model.loss", "\"crossEntropi\"", "crossEntropy")]
    [InlineData("training.optimizer", "\"adma\"", "adam")]
    [InlineData("clients.partition", "\"idd\"", "iid")]
    [InlineData("model.layers", "[\"flatten\", {\"linaer\": 10}]", "linear")]
    public void A_misspelt_word_names_what_was_meant(string path, string value, string meant) =>
        Assert.Contains($"Did you mean {meant}?", Assert.Single(SpecReader.Read(SpecSamples.With(path, value)).Problems).Remedy, StringComparison.Ordinal);

    [Fact]
    public void A_cause_shows_the_value_and_what_was_expected()
    {
        var problem = Assert.Single(SpecReader.Read(SpecSamples.With("training.batchSize", "0")).Problems);

        Assert.Equal("0 is not a whole number from 1 to 65536", problem.Cause);
        Assert.Equal("Give a whole number from 1 to 65536. Examples a step.", problem.Remedy);
    }

    [Fact]
    public void A_huge_value_is_shortened_in_the_message()
    {
        var problem = Assert.Single(SpecReader.Read(SpecSamples.With("model.loss", $"\"{new string('x', 5000)}\"")).Problems);

        Assert.True(problem.Cause.Length < 300);
    }
}
