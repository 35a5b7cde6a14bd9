# Shared by ./run, ./test and scripts/mutate: what must be there, and what is installed through the registries.

fail() {
  echo "error: $*" >&2
  exit 1
}

step() {
  echo "==> $*"
}

require_toolchain() {
  command -v dotnet >/dev/null || fail "the .NET 10 SDK is missing: https://dot.net/download"
  case "$(dotnet --version 2>/dev/null)" in
    1[0-9].*) ;;
    *) fail "the .NET 10 SDK is needed, found '$(dotnet --version 2>&1 | head -n 1)': https://dot.net/download" ;;
  esac
  command -v node >/dev/null || fail "Node.js 20 or later is missing: https://nodejs.org"
  [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || fail "Node.js 20 or later is needed, found $(node --version)"
  command -v npm >/dev/null || fail "npm is missing; it comes with Node.js: https://nodejs.org"
}

# npm writes .package-lock.json last, so it is newer than the lock file exactly when the install is complete.
npm_install() {
  local folder=$1
  if [ "$folder/node_modules/.package-lock.json" -nt "$folder/package-lock.json" ]; then
    return
  fi
  step "Installing npm packages of $folder"
  npm ci --prefix "$folder" --no-fund --no-audit --loglevel=error || fail "npm could not install the packages of $folder"
}

build_page() {
  npm_install web
  step "Building the page"
  npm run build --prefix web --silent || fail "the page does not build"
}

# Builds on the real Azure packages where the registry has all of them, else on stand-ins for those that it may lack. The
# registry is asked once for each set of versions; NuGet's caches have no say in it. AzurePackages in the environment decides
# instead.
choose_azure_packages() {
  if [ -z "${AzurePackages:-}" ]; then
    local folder=artifacts/azure-packages asked
    asked=$(cksum <Directory.Packages.props)
    if [ "$asked" != "$(head -n 1 "$folder/answer" 2>/dev/null)" ]; then
      step "Asking the registry for the Azure packages"
      local log
      if log=$(dotnet restore scripts/AzurePackages.csproj --no-http-cache --verbosity quiet 2>&1); then
        AzurePackages=nuget
      else
        AzurePackages=standin
      fi
      # Where the registry could not be asked, it is asked again the next time.
      case $AzurePackages$log in
        nuget* | *NU1101* | *NU1102*) mkdir -p "$folder" && printf '%s\n%s\n' "$asked" "$AzurePackages" >"$folder/answer" ;;
      esac
    else
      AzurePackages=$(tail -n 1 "$folder/answer")
    fi
  fi
  export AzurePackages
  case $AzurePackages in
    nuget) step "Building on the real Azure packages" ;;
    *) step "Building on stand-ins for three Azure packages that the registry lacks" ;;
  esac
}

# Where the build leaves its outputs (Directory.Build.props).
outputs() {
  [ "$AzurePackages" = nuget ] && echo artifacts/nuget/bin || echo artifacts/bin
}
