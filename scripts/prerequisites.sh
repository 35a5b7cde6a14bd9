# Shared by ./run and ./test: what must be there, and what is installed through the registries.

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
