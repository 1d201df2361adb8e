using System.Text.Json.Nodes;
using OrleansFederation.Errors;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Console;

/// <summary>Four hospitals, each with its own file, train one model: the console's embedded silo from the files to the version.</summary>
public sealed class HeartDiseaseTests
{
    private static readonly string[] Hospitals = ["cleveland", "hungarian", "switzerland", "va"];

    private static readonly string[] Ignored = ["trestbps", "chol", "fbs", "restecg", "thalach", "exang", "oldpeak", "slope", "ca", "thal", "num"];

    [Fact]
    public async Task Four_hospitals_train_one_model_on_files_of_their_own()
    {
        var folder = Folder();
        using var state = new StateDirectory();
        using var files = new TemporaryFolder();
        await File.WriteAllTextAsync(files["heart.json"], Spec(), TestContext.Current.CancellationToken);

        var (exitCode, output, error) = await FedProcess.RunAsync(state, [("FED_DATA", Path.GetDirectoryName(folder)!), ("FED_CACHE", files["cache"])], "run", files["heart.json"], "-o", "json");

        Assert.True(exitCode == ExitCodes.Ok, error);
        var last = JsonNode.Parse(output)!["rounds"]!.AsArray()[^1]!;
        Assert.Equal(Hospitals.Length, Directory.GetFiles(files["cache"], "*.rows").Length);
        Assert.Equal(Hospitals, last["clients"]!.AsArray().Select(client => client!["client"]!.GetValue<string>()).Order());

        // Of 920 patients a fifth is kept for the test; the more frequent class is 55 % of all.
        Assert.InRange(last["federated"]!["accuracy"]!.GetValue<double>(), 0.6, 1);
    }

    private static string Folder()
    {
        var folder = Path.Combine(Environment.GetEnvironmentVariable("FED_DATA") ?? Path.Combine(RepositoryFolder.Path, "..", "shared", "data"), "heart-disease");
        Assert.SkipUnless(Directory.Exists(folder) || (Environment.GetEnvironmentVariable("FED_REQUIRE") ?? "").Contains("data", StringComparison.Ordinal), $"{folder} is absent: let FED_DATA name the folder that holds heart-disease.");
        return folder;
    }

    private static string Spec()
    {
        // Age, sex and the kind of chest pain are known of every patient.
        var ignored = string.Concat(Ignored.Select(name => $$""", { "{{name}}": "ignore" }"""));
        var clients = Hospitals.Select(hospital => $$"""
            { "id": "{{hospital}}", "site": "local", "data": {
              "format": "csv", "path": "${FED_DATA}/heart-disease/processed.{{hospital}}.data", "header": false,
              "columns": [{ "age": { "number": { "unit": "years", "minimum": 0, "maximum": 120 } } }, { "sex": { "category": ["0", "1"] } }, { "cp": { "category": ["1", "2", "3", "4"] } }{{ignored}}],
              "target": { "column": "num", "classes": { "0": 0, "1": 1, "2": 1, "3": 1, "4": 1 } },
              "split": { "train": 0.8, "test": 0.2, "stratify": true } } }
            """);
        return $$"""
            {
              "federation": "hearts", "seed": 1,
              "model": { "input": [3], "layers": [{ "linear": 1 }], "loss": "bce" },
              "clients": [{{string.Join(", ", clients)}}],
              "rounds": 10,
              "training": { "optimizer": "adam", "learningRate": 0.02, "batchSize": 16, "epochs": 2 },
              "evaluation": { "fraction": 1, "minimum": 4 }
            }
            """;
    }
}
