# Two images of one build: `silo` (the default) and `console`, which also migrates the database.
#
#   docker build --target silo    --tag orleans-federation/silo:0.1.0    .
#   docker build --target console --tag orleans-federation/console:0.1.0 .
#
# The base is Ubuntu 24.04 ("noble"), chiseled: no shell, no package manager, a user of its own (1654). Why this one:
# - TorchSharp's native library asks for GLIBCXX_3.4.32, that is libstdc++ of GCC 13 or newer. Ubuntu 24.04 has GCC 14's; Debian 12
#   stops at 3.4.30. There the platform loads a copy that it makes at start (Training/Native), which works from a read-only folder as
#   well, but a base that needs none is better. Alpine has another C library, which libtorch does not load with.
# - Beyond libtorch's own files the natives need libc, libstdc++ and libgcc only (a test reads what they ask for), and globalisation
#   is invariant, so that nothing of the "extra" variant is missing.
# Tags are exact; where your registry serves digests, give them: --build-arg RUNTIME_IMAGE=…@sha256:…
ARG SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0.401-noble
ARG RUNTIME_IMAGE=mcr.microsoft.com/dotnet/aspnet:10.0.12-noble-chiseled

# Packages: this layer stays until a project file or a lock file changes.
FROM ${SDK_IMAGE} AS restore
WORKDIR /source
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src/OrleansFederation.Abstractions/OrleansFederation.Abstractions.csproj src/OrleansFederation.Abstractions/packages.lock.json src/OrleansFederation.Abstractions/
COPY src/OrleansFederation.Client/OrleansFederation.Client.csproj src/OrleansFederation.Client/packages.lock.json src/OrleansFederation.Client/
COPY src/OrleansFederation.Console/OrleansFederation.Console.csproj src/OrleansFederation.Console/packages.lock.json src/OrleansFederation.Console/
COPY src/OrleansFederation.Grains/OrleansFederation.Grains.csproj src/OrleansFederation.Grains/packages.lock.json src/OrleansFederation.Grains/
COPY src/OrleansFederation.Inference/OrleansFederation.Inference.csproj src/OrleansFederation.Inference/packages.lock.json src/OrleansFederation.Inference/
COPY src/OrleansFederation.Learning/OrleansFederation.Learning.csproj src/OrleansFederation.Learning/packages.lock.json src/OrleansFederation.Learning/
COPY src/OrleansFederation.Silo/OrleansFederation.Silo.csproj src/OrleansFederation.Silo/packages.lock.json src/OrleansFederation.Silo/
COPY src/OrleansFederation.Storage/OrleansFederation.Storage.csproj src/OrleansFederation.Storage/packages.lock.json src/OrleansFederation.Storage/
COPY src/OrleansFederation.Training/OrleansFederation.Training.csproj src/OrleansFederation.Training/packages.lock.json src/OrleansFederation.Training/
RUN dotnet restore src/OrleansFederation.Console --locked-mode

# The same build as everywhere else, analysis included: warnings are errors.
FROM restore AS build
COPY sql sql
COPY src src
RUN dotnet build src/OrleansFederation.Console --configuration Release --no-restore

# Both programs into one folder, which holds libtorch once. The console references the silo, but publishing it alone leaves out the
# silo's own list of dependencies, without which the silo does not start.
FROM build AS publish
RUN dotnet publish src/OrleansFederation.Silo --configuration Release --no-build --output /app
RUN dotnet publish src/OrleansFederation.Console --configuration Release --no-build --output /app

FROM ${RUNTIME_IMAGE} AS runtime
WORKDIR /app
COPY --from=publish /app .
# Listening is configured by FED_SILO__LISTEN and FED_SILO__HTTPPORT; the base's own setting would only be overridden with a warning.
# State is a folder in the volume and not the volume itself: a new disk is not empty, it holds lost+found.
ENV ASPNETCORE_HTTP_PORTS="" FED_SILO__STATE=/state/silo FED_STATE=/state/console
# Nothing else is written: run it with a read-only root file system and volumes at /state and /tmp.
USER 1654:1654

FROM runtime AS console
ENTRYPOINT ["dotnet", "/app/fed.dll"]

FROM runtime AS silo
EXPOSE 11111 30000 8080
ENTRYPOINT ["dotnet", "/app/OrleansFederation.Silo.dll"]
